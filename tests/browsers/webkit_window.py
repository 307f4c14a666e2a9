"""Windows with WebKit in them, which WebKitWebDriver drives: `stdbuf -oL python3 webkit_window.py LOG`.

Debian's MiniBrowser would do, but what its pages write to their console is lost when it is driven. Here it
goes to the file LOG, line by line (which is what `stdbuf` is for).

It runs with the system's Python, to which the bindings of GTK belong, and imports nothing of ours.
"""

import os
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402  (their versions come first)

NAME = "MiniBrowser"  # as Selenium asks for it


def main(log: str) -> None:
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)  # the driver has closed both; the processes with the pages inherit these
    os.dup2(output, 2)

    settings = WebKit2.Settings(enable_write_console_messages_to_stdout=True)
    context = WebKit2.WebContext()
    context.set_automation_allowed(True)

    def new_view(session: WebKit2.AutomationSession) -> WebKit2.WebView:
        view = WebKit2.WebView(web_context=context, settings=settings, is_controlled_by_automation=True)
        window = Gtk.Window(default_width=1280, default_height=800)
        window.add(view)
        window.show_all()
        view.connect("close", lambda _: window.destroy())
        return view

    def on_start(_: WebKit2.WebContext, session: WebKit2.AutomationSession) -> None:
        about = WebKit2.ApplicationInfo()
        about.set_name(NAME)
        about.set_version(
            WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version()
        )
        session.set_application_info(about)
        session.connect("create-web-view", new_view)

    context.connect("automation-started", on_start)
    Gtk.main()  # until the driver ends us


if __name__ == "__main__":
    main(sys.argv[1])
