"""The addresses of jobs: the local mailbox, and the health of the node."""

from django.urls import path

from essaim.foundation.jobs.views.health import health
from essaim.foundation.jobs.views.mailbox import mailbox

app_name = "jobs"
urlpatterns = [
    path("courrier/", mailbox, name="mailbox"),
    path("sante/", health, name="health"),
]
