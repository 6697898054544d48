"""«Я не робот», without asking any other site: a proof of work where there is JavaScript, digits of a picture where
there is none. Both stand on the page; the module hides the digits as soon as the work has begun.

A form mixes in `forms.WithCaptcha` and shows `_captcha.html`; `suspicion` counts what makes the portal ask.
"""
