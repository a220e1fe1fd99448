"""People who sign in, and their roles per territory.

Sign-in by mail code or password, passkey and OpenID Connect by setting; a second factor for staff;
roles: reader, contributor, moderator, territory manager, administrator.
"""
