"""Signing in by an account of another site (A7).

`sites` says which sites have keys, `journey` leads to one of them and judges what comes back, `pending` remembers an
account that nobody has linked yet; `providers`, `openid`, `adapter` and `web` are how django-allauth speaks to the
sites here. Who is linked to what is written in `services.social`.
"""
