"""What no page should have to think of: PostgreSQL refuses NUL, the character that no person types."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}


Respond = Callable[[HttpRequest], HttpResponse]


def without_nul(respond: Respond) -> Respond:
    """Read NUL as a space in the query of an address and in a form; a path that holds one leads nowhere.

    Here, and not in each form: many a text is read straight from what was sent.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\x00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "%20").replace("\x00", "%20")
        if request.method == "POST" and request.content_type in FORMS:
            request.POST = _cleaned(request.POST)  # type: ignore[assignment]
        return respond(request)

    return answer


def without_nul_in_cookies(respond: Respond) -> Respond:
    """Leave out a cookie that holds NUL, which its quoted form can write: the key of a session is looked up with it."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\x00" not in name + value}
        return respond(request)

    return answer


def _cleaned(sent: QueryDict) -> QueryDict:
    if not any("\x00" in name + "".join(values) for name, values in sent.lists()):
        return sent
    clean = QueryDict(mutable=True)
    for name, values in sent.lists():
        clean.setlist(name.replace("\x00", " "), [value.replace("\x00", " ") for value in values])
    clean._mutable = False  # noqa: SLF001 - what Django itself does once a form is read
    return clean
