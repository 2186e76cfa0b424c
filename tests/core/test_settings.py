"""Settings: the embedded default needs no server; production refuses what is unsafe."""


def test_every_page_asks_for_a_sign_in_unless_it_says_otherwise(settings):
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE
