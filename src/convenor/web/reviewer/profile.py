"""What a reviewer says of themselves: languages, how many reviews, works. Those who assign read it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from convenor.kernel.refusals import Refused
from convenor.kernel.text import one_line
from convenor.people.models import Person
from convenor.review.actions.reviewers import (
    LONGEST_KEY_WORD,
    MOST_KEY_WORDS,
    add_work,
    remove_work,
    set_expertise,
)
from convenor.review.models import Expertise, Work
from convenor.web.forms import KeyedForm, Line, Paragraphs, invalid_status
from convenor.web.links import page
from convenor.web.request import SignedInRequest
from convenor.web.templatetags.convenor import number


class ExpertiseForm(KeyedForm):
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages in which I can review"),
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    most_reviews = forms.IntegerField(
        label=gettext_lazy("How many reviews I can write"), min_value=0, max_value=200
    )

    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Subthemes that I know well"), widget=forms.CheckboxSelectMultiple, required=False
    )
    key_words = forms.CharField(
        label=gettext_lazy("Key words of my own"),
        help_text=gettext_lazy(
            "At most 8, one a line, in the languages in which you review. They count where they stand in a"
            " proposal as you write them."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        required=False,
        max_length=2000,
    )

    def __init__(self, request: SignedInRequest, **options: Any) -> None:
        super().__init__(request, **options)
        offered = request.edition.subthemes.order_by("position", "pk")
        topics = self.fields["topics"]
        topics.choices = [(each.slug, str(each)) for each in offered]  # type: ignore[attr-defined]  # it has choices
        if not topics.choices:  # type: ignore[attr-defined]  # as above
            del self.fields["topics"]

    def clean_key_words(self) -> list[str]:
        words = [word for line in self.cleaned_data["key_words"].splitlines() if (word := one_line(line))]
        if len(words) > MOST_KEY_WORDS:
            raise ValidationError(
                _("These are %(count)s key words. Please give at most %(most)s."),
                params={"count": number(len(words)), "most": number(MOST_KEY_WORDS)},
            )
        if long := [word for word in words if len(word) > LONGEST_KEY_WORD]:
            raise ValidationError(
                _("A key word has at most %(most)s characters: %(word)s"),
                params={"most": number(LONGEST_KEY_WORD), "word": long[0][:LONGEST_KEY_WORD]},
            )
        return words

    @property
    def facts(self) -> dict[str, Any]:
        names = ("languages", "most_reviews", "key_words")
        return {name: self.cleaned_data[name] for name in names} | {
            "topics": self.cleaned_data.get("topics", [])
        }


class WorkForm(KeyedForm):
    title = Line(label=gettext_lazy("Title"), max_length=300)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1900, max_value=2100, required=False)
    abstract = Paragraphs(
        label=gettext_lazy("Abstract"),
        help_text=gettext_lazy("What it is about, at most 500 words."),
        required=False,
        most_words=500,
    )

    authors = forms.CharField(
        label=gettext_lazy("Authors"),
        help_text=gettext_lazy("One name a line. Who wrote with you lately is not judged by you."),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=10_000,
    )

    @property
    def facts(self) -> dict[str, Any]:
        facts = {name: self.cleaned_data[name] for name in ("title", "year", "abstract")}
        return {**facts, "authors": self.cleaned_data["authors"].splitlines()}


@require_http_methods(["GET", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    onward = page(request.edition, "reviewer:home")
    return expertise_page(request, request.person, onward, "reviewer/profile.html")


@require_http_methods(["GET", "POST"])
def work(request: SignedInRequest) -> HttpResponse:
    """Add one of my works."""
    onward = page(request.edition, "reviewer:profile")
    return work_page(request, request.person, onward, "reviewer/workform.html")


@require_POST
def work_removal(request: SignedInRequest, uid: UUID) -> HttpResponse:
    return without_work(request, request.person, uid, page(request.edition, "reviewer:profile"))


def expertise_page(request: SignedInRequest, reviewer: Person, onward: str, template: str) -> HttpResponse:
    """What ``reviewer`` reads and how much they can do, to be changed; with their works."""
    said = Expertise.objects.filter(edition=request.edition, person=reviewer).first()
    initial = {"languages": [reviewer.language], "most_reviews": 10}
    form = ExpertiseForm(request, initial=_facts(said) if said else initial)
    if form.is_valid():
        try:
            set_expertise.once(form.key, **form.facts, **_whose(request, reviewer))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(onward)
    works = Work.objects.filter(person=reviewer).order_by("-year", "title")
    context = {"form": form, "works": works, "reviewer": reviewer}
    return render(request, template, context, status=invalid_status(form))


def work_page(request: SignedInRequest, reviewer: Person, onward: str, template: str) -> HttpResponse:
    """One more work of ``reviewer``."""
    form = WorkForm(request)
    if form.is_valid():
        try:
            add_work.once(form.key, **form.facts, **_whose(request, reviewer))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(onward)
    return render(request, template, {"form": form, "reviewer": reviewer}, status=invalid_status(form))


def without_work(request: SignedInRequest, reviewer: Person, uid: UUID, onward: str) -> HttpResponse:
    work = get_object_or_404(Work, uid=uid, person=reviewer)
    remove_work(edition=request.edition, work=work, by=request.person, at=request.at)
    return redirect(onward)


def _whose(request: SignedInRequest, reviewer: Person) -> dict[str, Any]:
    return {"edition": request.edition, "person": reviewer, "by": request.person, "at": request.at}


def _facts(said: Expertise) -> dict[str, Any]:
    words = "\n".join(said.key_words)
    told = {"languages": said.languages, "most_reviews": said.most_reviews}
    return {**told, "topics": said.topics, "key_words": words}
