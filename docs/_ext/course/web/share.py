"""Draw the picture that messengers show beside a link to the course.

Goes in: the title of the course. Comes out: ``_static/share.png``, in the size that most of them
ask for, with the title beside the letter of the landing page.
"""

PICTURE = "_static/share.png"
SIZE = (1200, 630)  # pixels
MARGIN = 90
DOT = 60
LETTER = ("11111", "00100", "00100", "00100", "00100")
PAPER, INK, FAINT = "#f3f6f9", "#1d68ad", "#d5dae0"
FONT_SIZE = 76
LINE = 100  # pixels from line to line
WIDEST = 630


def lines(title, font):
    """Return a title in lines that are no wider than WIDEST, if its words aren't."""
    made = []
    for word in title.split():
        longer = f"{made[-1]} {word}" if made else word
        if made and font.getlength(longer) <= WIDEST:
            made[-1] = longer
        else:
            made.append(word)
    return made


def draw(title):
    """Return the picture."""
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(FONT_SIZE)
    top = (SIZE[1] - len(LETTER) * DOT) // 2
    for row, dots in enumerate(LETTER):
        for column, dot in enumerate(dots):
            x, y = MARGIN + column * DOT, top + row * DOT
            pen.rectangle((x, y, x + DOT - 6, y + DOT - 6), fill=INK if dot == "1" else FAINT)
    written = lines(title, font)
    for number, line in enumerate(written):
        y = SIZE[1] / 2 + (number - (len(written) - 1) / 2) * LINE
        pen.text((MARGIN + 6.5 * DOT, y), line, fill=INK, font=font, anchor="lm")
    return picture


def write(app, exception):
    """Write the picture."""
    if not exception:
        draw(app.config.project).save(app.outdir / PICTURE, optimize=True)


def setup(app):
    app.connect("build-finished", write)
