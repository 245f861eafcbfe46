"""Words that are hard to carry: labels, references and names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from twinledger.books.awkward.plain import BANK, CUSTOMERS, RENT, SALES, entry
from twinledger.books.awkward.registry import Moment, awkward
from twinledger.books.book import Line
from twinledger.books.bookkeeper import Bookkeeper

LONG = 500  # characters
SURVIVES = "contract: text survives as far as the wire has the field and Odoo's protocol carries it"
FAR_WORDS = ("فاتورة رقم ١٢٣", "חשבונית מס׳ 7", "Fattura (مرحبا) 12,50")  # noqa: RUF001 - that is the point
BEYOND = ("Café au lait 🧾", "👩‍👩‍👧 crèche", "e\u0301cole", "naïve ﬁne", "𝔊𝔯𝔬ß", "Hóa đơn số 7 – ₫")  # noqa: RUF001 - beside it
MARKUP = (
    "<b>bold</b> & <i>brave</i>",
    "3 < 4 > 2",
    "&lt;already&gt; &amp; escaped",
    "]]><!-- -->",
    "\"quoted\" and 'so'",
)
BREAKS = ("first line\nsecond line", "tab\tbetween", "semi;colon, comma", " blanks around ", "back\\slash \\n")
FORMULAS = ("=1+1", "+32 2 123 45 67", "-5 % discount", "@SUM(A1)", "0012", "1e3", "2026-03-02")


def _enter(keeper: Bookkeeper, labels: tuple[str, ...]) -> None:
    for label in labels:
        keeper.enter(entry(label=label, ref=label))


@awkward(
    "long-labels",
    "Labels of five hundred characters",
    trap="Labels and references of 500 characters that differ in the last one alone.",
    mistake="It cuts texts to 255 characters, after which two lines look like one.",
    sources=(SURVIVES, "observed on 19.0: texts have no greatest length"),
    clauses=("DAT-17", "DAT-01"),
)
def _long_labels(keeper: Bookkeeper) -> Iterator[Moment]:
    long = "Huur en gemeenschappelijke kosten van het gebouw, " * (LONG // 50)
    _enter(keeper, (long[:-1] + "A", long[:-1] + "B"))
    yield Moment(f"Two entries have labels of {LONG} characters.")


@awkward(
    "right-to-left",
    "Words that are written from right to left",
    trap="Arabic and Hebrew labels, with digits and brackets between them.",
    mistake="It writes texts in an alphabet of 256 letters.",
    sources=(SURVIVES,),
    clauses=("DAT-17",),
)
def _right_to_left(keeper: Bookkeeper) -> Iterator[Moment]:
    _enter(keeper, FAR_WORDS)
    yield Moment("The labels are Arabic, Hebrew and mixed.")


@awkward(
    "beyond-the-alphabet",
    "Emoji, joined signs and combined accents",
    trap="Signs beyond the first 65,536, several that are shown as one, and accents that stand behind their letter.",
    mistake="It normalises texts, or drops what is not of the basic plane: they are not the same any more.",
    sources=(SURVIVES,),
    clauses=("DAT-17",),
)
def _beyond_the_alphabet(keeper: Bookkeeper) -> Iterator[Moment]:
    _enter(keeper, BEYOND)
    yield Moment("The labels have emoji, ligatures, combined accents and Fraktur.")


@awkward(
    "markup",
    "Labels that look like markup",
    trap="Angle brackets, ampersands, entities and quotes, some of them escaped already: they are text as it stands.",
    mistake="It unescapes texts or takes tags out of them.",
    sources=(SURVIVES,),
    clauses=("DAT-17",),
)
def _markup(keeper: Bookkeeper) -> Iterator[Moment]:
    _enter(keeper, MARKUP)
    yield Moment("The labels look like HTML.")


@awkward(
    "line-breaks",
    "Labels with line breaks, tabs and separators",
    trap="A label goes over two lines; others have tabs, semicolons, commas, and blanks at both ends.",
    mistake="It keeps lines in a text file with a separator, unquoted.",
    sources=(SURVIVES, "observed on 19.0: a label may have line breaks"),
    clauses=("DAT-17",),
)
def _line_breaks(keeper: Bookkeeper) -> Iterator[Moment]:
    _enter(keeper, BREAKS)
    yield Moment("The labels have line breaks, tabs, separators and blanks around them.")


@awkward(
    "looks-like-a-number",
    "Labels that look like numbers and formulas",
    trap="Labels that begin with =, +, - or @, and some that are digits alone, with zeros in front.",
    mistake="It lets something guess the type of a text: 0012 becomes 12 and 1e3 a thousand.",
    sources=(SURVIVES,),
    clauses=("DAT-17",),
)
def _looks_like_a_number(keeper: Bookkeeper) -> Iterator[Moment]:
    _enter(keeper, FORMULAS)
    yield Moment("The labels look like formulas, numbers and dates.")


@awkward(
    "nothing-said",
    "Lines without partner, label and reference",
    trap="What is empty is `false` on the wire. Beside it stands a label that is the word False.",
    mistake="It turns whatever it gets into text: the empty label becomes False as well.",
    sources=("observed on 19.0: empty texts and references are `false`",),
    clauses=("DAT-16", "ODO-06"),
)
def _nothing_said(keeper: Bookkeeper) -> Iterator[Moment]:
    keeper.enter(entry())
    keeper.enter(entry(label="False"))
    keeper.enter(entry(label="0"))
    yield Moment("One entry has no label, one the label False, one the label 0.")


@awkward(
    "equal-lines",
    "Lines that are alike in everything",
    trap="One entry has the same line three times, and another entry is its copy: only the ids differ.",
    mistake="It tells lines apart by what is in them.",
    sources=("contract: the projection, a multiset of lines",),
    clauses=("DAT-01",),
)
def _equal_lines(keeper: Bookkeeper) -> Iterator[Moment]:
    thrice = replace(entry(), lines=(*(Line(RENT, 10_00, "share"),) * 3, Line(BANK, -30_00, "share")))
    keeper.enter_together([thrice, thrice])
    yield Moment("Two equal entries have three equal lines each.")


@awkward(
    "namesakes",
    "Two partners of one name",
    trap="Two partners are called alike, and one of them is called like an account.",
    mistake="It knows partners by their names.",
    sources=("observed on 19.0: names of partners need not be unique",),
    clauses=("DAT-17", "ODO-07"),
)
def _namesakes(keeper: Bookkeeper) -> Iterator[Moment]:
    names = ("Peeters", "Peeters", "Customers")
    partners = [keeper.create("res.partner", {"name": name}) for name in names]
    for number, partner in enumerate(partners, 1):
        id_ = keeper.enter(entry(CUSTOMERS, SALES, number * 100_00))
        for line in keeper.find("account.move.line", ("move_id", "=", id_)):
            keeper.write("account.move.line", line, {"partner_id": partner})
    yield Moment("Two customers are called Peeters, a third one Customers.")
