"""What all papers share: pages with head, foot and marks, the red head, the proof, the closing."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.flow import Flow, Running
from reports.fonts import Fonts
from reports.pdf.canvas import Canvas
from reports.pdf.metadata import Metadata
from reports.pieces import BODY, Card, closing, key_values, proof, red_head, title
from reports.wording import Words, count, in_words, kind_words
from sampler.entity import Kind
from sampler.publication import Head, by_kind

SHORT = 16  # digits of a fingerprint where the whole of it stands elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A paper in the making: where its pieces go, and the words it speaks."""

    flow: Flow
    words: Words
    head: Head
    subject: str

    def begin(self, subtitle: str = "") -> None:
        """The red head with number and date, and the title."""
        head = self.head
        top = head.red_head or head.authority_name
        red_head(self.flow, top, head.document_number, in_words(head.issued_on, self.words))
        title(self.flow, f"{head.title}\n{subtitle}" if subtitle else head.title)

    def say(self, text: str) -> None:
        """A paragraph, its first line two characters in."""
        self.flow.paragraph(text, BODY, indent=2)

    def explain_masks(self, masked: bool) -> None:
        """What the marks in names stand for, where a name has them."""
        if masked:
            note = self.words("登记的名称中含有手机号或身份证号的，数字以＊代替；名称以登记为准。")
            key_values(self.flow, [(self.words("注"), note)])
            self.flow.skip(4)

    def prove(self, heading: str, digest: str, pairs: Sequence[tuple[str, str]]) -> None:
        """The digest that the paper stands by as a QR code, and beside it what else a checker needs.

        The code holds the page that checks the paper with the digest behind it, or the digest alone.
        """
        head, words = self.head, self.words
        also = [(words("网址"), head.verify_url), (words("存证"), head.trail_head)]
        code = f"{head.verify_url}#{digest}" if head.verify_url else digest
        known = [*pairs, *((key, value) for key, value in also if value)]
        proof(self.flow, code, words("二维码：%s") % heading, heading, known)

    def close(self, text: str) -> None:
        """The last words, the authority, the day, and room for the seal."""
        day = in_words(self.head.issued_on, self.words)
        closing(self.flow, text, self.head.authority_name, day, self.words("（印章）"))

    def on_the_basis(self) -> str:
        """根据…，: empty where the head names no rule."""
        basis = self.words("、").join(map(self.words, self.head.legal_basis))
        return self.words("根据%s，") % basis if basis else ""

    def kind_cards(self, label: str, kinds: Sequence[Kind]) -> list[Card]:
        """How many in all, under `label`, and how many of each kind."""
        unit, names = self.words("户"), kind_words(self.words)
        every = [Card(label=names[kind], number=count(number), unit=unit) for kind, number in by_kind(kinds).items()]
        return [Card(label=label, number=count(len(kinds)), unit=unit), *every]

    def save(self) -> bytes:
        """The file; its own title tells a demo or a rehearsal, too, for those who hear it and don't see the mark."""
        head, words = self.head, self.words
        marks = (words("【演示数据】") if head.demo else "") + (words("【演练】") if head.rehearsal else "")
        name = marks + head.title.replace("\n", "")
        about = Metadata(
            title=name,
            author=head.authority_name,
            subject=self.subject,
            issued_on=head.issued_on,
            language=words("zh-CN"),  # translated to its own tag
        )
        return self.flow.canvas.save(about)

    @property
    def uncovered(self) -> tuple[str, ...]:
        """The characters that no font has."""
        return self.flow.canvas.uncovered


def open_sheet(head: Head, words: Words, fonts: Fonts, *, subject: str, foot: str) -> Sheet:
    """Empty pages; `subject` is what kind of paper this is, `foot` stands at the left of each page."""
    marks = []
    if head.demo:
        marks.append(words("演示数据　本文件由虚构数据生成，不具有任何效力"))
    if head.rehearsal:
        marks.append(words("演练　本次摇号不作为抽查依据，不证明任何结果"))
    running = Running(
        left=head.title.replace("\n", ""),
        right=head.authority_name,
        foot_left=foot,
        foot_right=head.document_number,
        page_of=words("第 %(page)d 页　共 %(pages)d 页"),
        mark="　　".join(marks),
    )
    return Sheet(flow=Flow(Canvas(fonts), running), words=words, head=head, subject=subject)
