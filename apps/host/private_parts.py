"""What the playground uses of Panel, Bokeh and param though nobody has promised that it stays.

Their next version may rename any of it without a word, so `pyproject.toml` gives Panel and Bokeh a ceiling
while this list is not empty. To go up a version: raise the ceiling, run `make lock UPGRADE=--upgrade`, and
see what `tests/apps/test_private_parts.py` misses. The same test finds uses that are not listed.

`PRIVATE` begins with an underscore. `UNDOCUMENTED` does not, but stands in no manual; `IN_THE_BROWSER` is the
same of Bokeh's script. Each name says where the part is, each sentence what it is needed for.
"""

PRIVATE = {
    "bokeh.document.document.Document._session_context": (
        "A session of the browser's Python stands where a server would have put its own."
    ),
    "bokeh.document.callbacks.DocumentCallbackManager._held_events": (
        "What changed while a page was made is in the document as a whole, and must not be sent again."
    ),
    "panel.io.state._state._schedule_on_load": "Tells Panel that a page stands, where no server does so.",
    "panel.io.state._state._schedule_busy_cleanup": (
        "Panel's housekeeping is begun on the event loop: elsewhere it never ends (`apps/host/idle.py`)."
    ),
    "bokeh.server.server.BaseServer._tornado": "Its routes give way to ours, and a full house is said there.",
    "tornado.web.RequestHandler._headers": "Who may frame a page is read from what the answer says already.",
    "bokeh.core.has_props.HasProps._property_values": "A frame that is known to differ is not compared.",
    "panel.reactive.Syncable._server_event": "A message goes straight to whoever takes it, to save time.",
    "panel.viewable.Renderable._models": "A frame goes straight to the Bokeh models, to save time.",
    "panel.reactive.Syncable._linked_properties": "The browser is not listened to where it only shows.",
    "panel.custom.ReactiveESM._esm": "How a component names its script; documented, underscore and all.",
    "panel.custom.ReactiveESM._handle_msg": "Takes a component's messages; documented in the same way.",
}

UNDOCUMENTED = {
    "bokeh.model.model.make_id": "Models are counted from one, so that a page drawn beforehand has the same.",
    "bokeh.document.document.make_id": "The same, for documents.",
    "bokeh.document.models.DocumentModelManager.synced_references": "A patch refers to models the page has.",
    "bokeh.document.models.DocumentModelManager.flush_synced": "Says that the page has them.",
    "bokeh.document.callbacks.DocumentCallbackManager.trigger_event": "Tells a page that it stands.",
    "bokeh.document.document.Document.session_destroyed_callbacks": "Called when a page of the site is left.",
    "bokeh.document.document.Document.apply_json_patch": "Takes in what happened on the page.",
    "bokeh.document.json.PatchJson": "What changed, as the page's Bokeh reads it.",
    "bokeh.core.json_encoder.serialize_json": "Writes that as text.",
    "bokeh.core.serialization.Serializer": "Writes values, with arrays beside them as bytes.",
    "panel.io.document.MockSessionContext": "A session without a server.",
    "panel.io.document.Request": "What a page learns of the request that opened it.",
    "panel.io.pyodide": "How Panel behaves in the browser's Python.",
    "param.parameterized.async_executor": "What a page does over time is started here, and watched.",
}

IN_THE_BROWSER = {
    "shadow_el": "A view that was drawn before Bokeh was there takes its styles along.",
    "create_json_patch": "What happened on the page, for Python.",
    "apply_json_patch": "What Python has changed, for the page.",
    "embed_items": "Draws a document into the places of its roots.",
    "get_model_by_name": "A picture finds the figure that it belongs to.",
    "to_base64": "By this an array is known that is to travel as bytes.",
}
