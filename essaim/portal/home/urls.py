from django.urls import path

from essaim.portal.home import views

app_name = "home"
urlpatterns = [path("", views.index, name="index")]
