"""Pictures and documents as people, and those who mean ill, would send them."""

import io

import pikepdf
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture(form="PNG", size=(600, 400), mode="RGB", **more) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red").save(out, form, **more)
    return out.getvalue()


def document(pages=1, **more) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _page in range(pages):
            pdf.add_blank_page(page_size=(200, 200))
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.OpenAction = pdf.make_indirect(script)
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=script)
        pdf.attachments["virus.exe"] = b"MZ this program"
        pdf.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, **more)
    return out.getvalue()


def upload(content: bytes, name="снимок.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def content_of(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()
