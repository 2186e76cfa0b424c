"""Pieces of HTML drawn without a template: nobody's text becomes a tag."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from consortium.core.shapes import filled, joined

VALUES = st.one_of(
    st.text(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.text(alphabet="<>&\"'{}a").map(SafeString),
    st.just(gettext_lazy("<Monday>")),
)


@given(st.lists(VALUES, max_size=4))
def test_it_gives_what_format_html_gives(values):
    shape = "<p>" + "{}|" * len(values) + "</p>"
    wanted = format_html(shape, *values) if values else "<p></p>"
    found = filled(shape, *values)
    assert found == wanted
    assert isinstance(found, SafeString)


@given(st.lists(VALUES, max_size=4))
def test_pieces_one_after_the_other_are_escaped_too(values):
    assert joined(values) == "".join(filled("{}", value) for value in values)


def test_text_does_not_become_a_tag_and_html_stays_what_it_is():
    assert filled("<b>{}</b>{}", "<script>", SafeString("<i>1</i>")) == (
        "<b>&lt;script&gt;</b><i>1</i>"
    )
