"""The command `tokenhilfe`: one message, or a whole ticket export, diagnosed by `wizard`.

Unlike `wizard` it may use libraries (the extras `support` and `archive`); `wizard` never imports it.
"""
