"""The demo's photographs, made by code: real sizes, three formats, credits inside the files."""

from demo.pictures.album import ALBUM, Photograph

__all__ = ["ALBUM", "Photograph"]
