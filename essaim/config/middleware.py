"""What no page should have to think of: PostgreSQL refuses NUL, the character that no person types."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse


def without_nul(respond: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Read NUL as a space in the query of an address; a path that holds one leads nowhere."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\x00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "%20").replace("\x00", "%20")
        return respond(request)

    return answer
