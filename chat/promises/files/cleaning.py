"""A program of its own that makes a stranger's file harmless: `python cleaning.py < upload > what was made of it`.

It runs apart from the portal, with bounds on memory and time, because decoders are where hostile files do their harm.
What a file is, its content says, never its name. A picture is decoded and drawn anew as a JPEG: nothing of the file
itself is kept, so no place where it was taken, no comment, nothing hidden after its end. Of a PDF its pages are copied
into a new one: without scripts, attachments, forms, links and what else hangs on a document.

The answer is a line of JSON, `{"refused": code}` or what `Made` holds, and after it the bytes of the file and of the
small picture.
"""

from __future__ import annotations

import io
import json
import struct
import sys
from dataclasses import asdict, dataclass

from PIL import Image, ImageOps

MAX_BYTES = 10_000_000  # of an upload
MAX_PAGES = 100
MAX_PIXELS = 40_000_000
MAX_PIXELS_JPEG = 200_000_000  # decoded at a fraction of its size, so that telephones' largest photographs pass
SIDE, SMALL = 2048, 480  # pixels of the longer side
QUALITY = 85
MEMORY, SECONDS = 1_500_000_000, 20  # of this process
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
Image.MAX_IMAGE_PIXELS = MAX_PIXELS_JPEG
PAGE_EXTRAS = ("/AA", "/AF", "/Annots", "/Metadata", "/PieceInfo", "/Thumb", "/B", "/PresSteps")


class Refused(Exception):
    """Why nothing is made of a file: a code that the portal says in words."""


@dataclass(frozen=True)
class Made:
    kind: str  # `picture` or `document`
    size: int
    small_size: int = 0
    width: int = 0
    height: int = 0
    pages: int = 0


def clean(upload: bytes) -> tuple[Made, bytes, bytes]:
    """What is made of `upload`, its bytes, and those of the small picture. Raises `Refused`."""
    if len(upload) > MAX_BYTES:
        raise Refused("too_large")
    if b"%PDF-" in upload[:1024]:
        return _document(upload)
    return _picture(upload)


def _picture(upload: bytes) -> tuple[Made, bytes, bytes]:
    try:
        image: Image.Image = Image.open(io.BytesIO(upload), formats=FORMATS)
    except Image.DecompressionBombError:
        raise Refused("too_many_pixels") from None
    except (OSError, SyntaxError, ValueError):
        raise Refused("unknown") from None
    width, height = image.size
    if width * height > (MAX_PIXELS_JPEG if image.format == "JPEG" else MAX_PIXELS):
        raise Refused("too_many_pixels")
    try:
        image.draft("RGB", (SIDE, SIDE))
        image.load()
        image.thumbnail((SIDE, SIDE), reducing_gap=2.0)
        drawn = _on_white(ImageOps.exif_transpose(image))
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error, MemoryError):
        raise Refused("broken") from None
    small = drawn.copy()
    small.thumbnail((SMALL, SMALL), reducing_gap=2.0)
    file, small_file = _jpeg(drawn), _jpeg(small)
    return Made("picture", len(file), len(small_file), drawn.width, drawn.height), file, small_file


def _on_white(image: Image.Image) -> Image.Image:
    """The pixels of `image` alone, in a new picture without transparency."""
    if image.mode in ("LA", "PA", "RGBA", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        drawn = Image.new("RGB", image.size, "white")
        drawn.paste(image, mask=image.getchannel("A"))
    else:
        drawn = Image.new("RGB", image.size)
        drawn.paste(image.convert("RGB"))
    return drawn


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _document(upload: bytes) -> tuple[Made, bytes, bytes]:
    import pikepdf  # only here: a picture does not wait for it

    try:
        with pikepdf.open(io.BytesIO(upload)) as given, pikepdf.new() as made:
            if not 0 < len(given.pages) <= MAX_PAGES:
                raise Refused("too_many_pages" if len(given.pages) else "broken")
            given.flatten_annotations("screen")  # what was filled into a form becomes a part of the page
            for page in given.pages:
                for extra in PAGE_EXTRAS:
                    if extra in page.obj:
                        del page.obj[extra]
            made.pages.extend(given.pages)
            out = io.BytesIO()
            made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
            pages = len(made.pages)
    except pikepdf.PasswordError:
        raise Refused("protected") from None
    except (pikepdf.PdfError, OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, MemoryError):
        raise Refused("broken") from None
    file = out.getvalue()
    if len(file) > 2 * MAX_BYTES:
        raise Refused("too_large")
    return Made("document", len(file), pages=pages), file, b""


def bound() -> None:
    """No more memory and time than a file may take, and no files written; where the system knows such bounds."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    bound()
    file = small = b""
    try:
        made, file, small = clean(sys.stdin.buffer.read(MAX_BYTES + 1))
        head = asdict(made)
    except Refused as refused:
        head = {"refused": str(refused)}
    sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + file + small)


if __name__ == "__main__":
    main()
