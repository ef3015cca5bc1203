from django.urls import URLPattern, URLResolver

app_name = "newswire_publisher"

urlpatterns: list[URLPattern | URLResolver] = []
