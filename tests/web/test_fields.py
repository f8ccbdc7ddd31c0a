"""The fields of forms: in which order a label, its help, an error and the control stand."""

import re

from django import forms

from convenor.web.forms import Line


class Asked(forms.Form):
    name = Line(help_text="As it is printed.")
    is_open = forms.BooleanField(label="Open", help_text="To everybody.")


def order(field, *parts):
    html = str(field.as_field_group())
    return sorted(parts, key=html.index) == list(parts)


def test_the_help_of_a_line_stands_above_it_and_that_of_a_tick_below_its_label():
    form = Asked({})

    assert order(form["name"], "<label", "As it is printed.", "Please fill this in.", 'type="text"')
    assert order(form["is_open"], "<label", 'type="checkbox"', "Open", "To everybody.", 'class="error"')
    described = re.search('aria-describedby="([^"]*)"', str(form["is_open"].as_field_group()))
    assert described
    assert described[1].split() == ["id_is_open_helptext", "id_is_open_error"]
