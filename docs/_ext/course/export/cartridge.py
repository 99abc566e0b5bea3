"""Write a file that learning platforms import, with a link to each lesson: a Common Cartridge.

Goes in: the lessons and the address of the site. Comes out: ``downloads/<title>.imscc``, a zip with
a list of modules, one for each part of the course, and a file for each link::

    <webLink xmlns="..."><title>Create tensors</title><url href="https://..."/></webLink>

Without an address there is no such file, because its links could lead nowhere. The format is that
of IMS Common Cartridge 1.1, which most platforms read:
https://www.imsglobal.org/cc/ccv1p1/imscc_profilev1p1-Implementation.html
"""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from course import outline
from course.export.archive import pack
from course.settings import LESSONS, course

LINK = "imswl_xmlv1p1"
LINK_SPACE = "http://www.imsglobal.org/xsd/imsccv1p1/imswl_v1p1"
SPACES = {
    "xmlns": "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1",
    "xmlns:lomimscc": "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest",
}


def serialise(root):
    """Return an XML document as bytes."""
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def text(parent, name, words):
    """Add an element that holds text."""
    SubElement(parent, name).text = words


def link(title, address):
    """Return the file of a link."""
    root = Element("webLink", {"xmlns": LINK_SPACE})
    text(root, "title", title)
    SubElement(root, "url", {"href": address})
    return serialise(root)


def described(root, title, language):
    """Add to a manifest which format it has, and the title of the course."""
    metadata = SubElement(root, "metadata")
    text(metadata, "schema", "IMS Common Cartridge")
    text(metadata, "schemaversion", "1.1.0")
    general = SubElement(SubElement(metadata, "lomimscc:lom"), "lomimscc:general")
    string = SubElement(SubElement(general, "lomimscc:title"), "lomimscc:string")
    string.set("language", language)
    string.text = title


def manifest(name, title, language, parts):
    """Return the list of modules. ``parts`` holds (name, title, lessons) of each.

    The top item has no title, as the format demands, and its children are the modules.
    """
    root = Element("manifest", {"identifier": name, **SPACES})
    described(root, title, language)
    tree = {"identifier": "course", "structure": "rooted-hierarchy"}
    organization = SubElement(SubElement(root, "organizations"), "organization", tree)
    top = SubElement(organization, "item", {"identifier": "modules"})
    resources = SubElement(root, "resources")
    for part, heading, lessons in parts:
        module = SubElement(top, "item", {"identifier": f"module_{part}"})
        text(module, "title", heading)
        for lesson in lessons:
            identifier = lesson.page.rpartition("/")[2]
            names = {"identifier": f"item_{identifier}", "identifierref": f"link_{identifier}"}
            text(SubElement(module, "item", names), "title", lesson.title)
            found = {"identifier": f"link_{identifier}", "type": LINK}
            SubElement(SubElement(resources, "resource", found), "file", {"href": file_of(lesson)})
    return serialise(root)


def file_of(lesson):
    """Return the name of a lesson's file in the cartridge."""
    return f"links/{lesson.page.rpartition('/')[2]}.xml"


def write(app, exception):
    """Write the cartridge."""
    site = course()["site_url"]
    if exception or not site:
        return
    lessons, version = outline.lessons(app.env), app.config.version
    parts = []
    for part in course()["lessons"]:
        listed = [lesson for lesson in lessons if lesson.page.startswith(f"{LESSONS}/{part}/")]
        if listed:
            parts.append((part, app.env.titles[f"{LESSONS}/{part}/index"].astext(), listed))
    name = f"{course()['archive']}-{version}"
    language = app.config.language
    files = {"imsmanifest.xml": manifest(f"course_{name}", app.config.project, language, parts)}
    for lesson in lessons:
        files[file_of(lesson)] = link(lesson.title, f"{site}{version}/{lesson.page}.html")
    pack(app.outdir / "downloads" / f"{course()['archive']}.imscc", files)


def setup(app):
    app.connect("build-finished", write)
