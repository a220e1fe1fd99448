"""One click signs in as a demonstration account. Routed in development only."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_logged_in
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from essaim.foundation.accounts.domain.demo import demo_accounts


@never_cache
@require_POST
def sign_in(request: HttpRequest) -> HttpResponse:
    """Open a session for the demonstration account whose address was sent; 404 for any other, and outside DEBUG."""
    chosen = [account for account in demo_accounts() if account.email == request.POST.get("email")]
    if not settings.DEBUG or not chosen:
        raise Http404
    adapter = get_adapter(request)
    record_authentication(request, chosen[0], method="demo")
    adapter.login(request, chosen[0])
    user_logged_in.send(sender=type(chosen[0]), request=request, user=chosen[0])
    back = request.POST.get("next", "")
    return redirect(back if back and adapter.is_safe_url(back) else "accounts:profile")
