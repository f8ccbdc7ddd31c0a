"""How a track is reviewed: its rules, and the criteria with their anchors and weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from convenor.audit.actions import Action
from convenor.editions.models import Track
from convenor.kernel.refusals import Refused
from convenor.proposals.kinds import FOUND_KINDS
from convenor.review.actions.setup import (
    Terms,
    add_criterion,
    remove_criterion,
    set_criterion,
    set_review_rules,
)
from convenor.review.models import Anonymity, Criterion, ReviewRules
from convenor.review.queries import tracks_run_by
from convenor.review.screenings import Check
from convenor.web.doing import done
from convenor.web.forms import Instant, KeyedForm, invalid_status
from convenor.web.links import page
from convenor.web.organiser.parts import Position, Slug
from convenor.web.request import SignedInRequest
from convenor.web.tables import Column, Table, short_listing_of
from convenor.web.translated import TranslatedForm, TranslatedLine, TranslatedParagraphs

RULES = (
    "guidance",
    "reviews_wanted",
    "bids_until",
    "due_at",
    "discussion_opens_at",
    "discussion_closes_at",
    "rebuttal_opens_at",
    "rebuttal_closes_at",
    "rebuttal_shows_scores",
    "anonymity",
    "is_summarised",
    "barring",
    "co_author_years",
)
CRITERION = ("name", "low_anchor", "high_anchor", "most", "weight", "position")


class RulesForm(TranslatedForm):
    guidance = TranslatedParagraphs(
        label=_("Guidance"),
        help_text=_("What reviewers read before they write."),
        required=False,
        most_words=500,
    )
    reviews_wanted = forms.IntegerField(label=_("Reviews of each proposal"), min_value=1, max_value=20)
    bids_until = Instant(
        label=_("Reviewers say what they would like to review until"),
        help_text=_(
            "In the time zone of the edition. Until then they see titles and abstracts of all proposals."
        ),
        required=False,
    )
    due_at = Instant(
        label=_("Reviews are due"), help_text=_("In the time zone of the edition."), required=False
    )
    discussion_opens_at = Instant(
        label=_("Reviewers discuss from"),
        help_text=_("Who has submitted a review reads those of the others then, without names."),
        required=False,
    )
    discussion_closes_at = Instant(label=_("Reviewers discuss until"), required=False)
    rebuttal_opens_at = Instant(
        label=_("Contributors answer to their reviewers from"),
        help_text=_("They read then what is written to them, without names, and answer once."),
        required=False,
    )
    rebuttal_closes_at = Instant(label=_("Contributors answer to their reviewers until"), required=False)
    rebuttal_shows_scores = forms.BooleanField(label=_("They also see the scores then"), required=False)
    anonymity = forms.ChoiceField(
        label=_("Who sees whose name"),
        help_text=_(
            "Open: contributors learn who reviewed, with the decision. Double blind: what reviewers read "
            "leaves out names and organizations. Once reviews are asked for, only fewer people may see names."
        ),
        choices=Anonymity.choices,
        widget=forms.RadioSelect,
    )
    is_summarised = forms.BooleanField(
        label=_("The reviews of each proposal are summarised"),
        help_text=_(
            "By a chair, the track's chair or the secretariat, with a recommendation. It decides nothing."
        ),
        required=False,
    )
    barring = forms.MultipleChoiceField(
        label=_("Conflicts of interest that bar when they are found"),
        help_text=_(
            "Who has one of them does not see the proposal. The others are shown to those who assign."
        ),
        choices=[(kind.value, kind.label) for kind in FOUND_KINDS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    co_author_years = forms.IntegerField(
        label=_("For how many years writing together counts"), min_value=0, max_value=50, required=False
    )


class CriterionForm(TranslatedForm):
    """A criterion; its short name can be given while it is new."""

    name = TranslatedLine(label=_("Name"))
    slug = Slug()
    low_anchor = TranslatedLine(label=_("What the lowest score means"), required=False)
    high_anchor = TranslatedLine(label=_("What the highest score means"), required=False)
    most = forms.IntegerField(
        label=_("Highest score"), help_text=_("The lowest is 1."), min_value=2, max_value=10, initial=5
    )
    weight = forms.IntegerField(
        label=_("Weight"),
        help_text=_("A criterion of weight 2 counts twice as much as one of weight 1."),
        min_value=1,
        max_value=100,
        initial=1,
    )
    position = Position()

    def __init__(self, request: SignedInRequest, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(request, initial=initial)
        if initial:
            self.fields.pop("slug", None)
            self._kept.pop("slug", None)


def track_at(request: SignedInRequest, slug: str) -> Track:
    """A track whose reviewing the reader arranges; 404 for every other."""
    return get_object_or_404(tracks_run_by(request.person, request.edition, request.at), slug=slug)


def _page_of(request: SignedInRequest, criterion: Criterion) -> str:
    return page(request.edition, "organiser:criterion", criterion.track.slug, criterion.slug)


LIST = Table(
    "criteria",
    Column("name", _("Name"), lambda criterion: criterion.name, link=_page_of),
    Column("slug", _("Short name"), lambda criterion: criterion.slug, is_for_files=True),
    Column("most", _("Highest score"), lambda criterion: criterion.most),
    Column("weight", _("Weight"), lambda criterion: criterion.weight),
    Column("low", _("What the lowest score means"), lambda criterion: criterion.low_anchor),
    Column("high", _("What the highest score means"), lambda criterion: criterion.high_anchor),
    Column("position", _("Place in the list"), lambda criterion: criterion.position, is_for_files=True),
)


@require_safe
def track(request: SignedInRequest, slug: str) -> HttpResponseBase:
    """All that is set up for the reviewing of a track."""
    shown = track_at(request, slug)
    criteria = Criterion.objects.filter(track=shown).select_related("track").order_by("position", "pk")
    listing = short_listing_of(request, LIST, criteria)
    context = {
        "track": shown,
        "rules": ReviewRules.objects.filter(track=shown).first() or ReviewRules(track=shown),
        "checks": Check.objects.filter(track=shown).order_by("position", "pk"),
        "listing": listing,
    }
    return listing.file() or render(request, "organiser/reviews/track.html", context)


@require_http_methods(["GET", "POST"])
def rules(request: SignedInRequest, slug: str) -> HttpResponse:
    track = track_at(request, slug)
    said = ReviewRules.objects.filter(track=track).first() or ReviewRules(track=track)
    form = RulesForm(request, initial={name: getattr(said, name) for name in RULES})
    if form.is_valid():
        try:
            terms = Terms(**form.facts)
            set_review_rules.once(form.key, track=track, terms=terms, by=request.person, at=request.at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _saved(request, form, track)
    context = {"track": track, "form": form}
    return render(request, "organiser/reviews/rules.html", context, status=invalid_status(form))


@require_http_methods(["GET", "POST"])
def criterion_new(request: SignedInRequest, slug: str) -> HttpResponse:
    return part_page(request, CriterionForm(request), track_at(request, slug), add_criterion, "criterion")


@require_http_methods(["GET", "POST"])
def criterion(request: SignedInRequest, slug: str, criterion: str) -> HttpResponse:
    track = track_at(request, slug)
    changed = get_object_or_404(Criterion, track=track, slug=criterion)
    form = CriterionForm(request, initial={name: getattr(changed, name) for name in CRITERION})
    return part_page(request, form, track, set_criterion, "criterion", part=changed, slug=changed.slug)


@require_http_methods(["GET", "POST"])
def criterion_removal(request: SignedInRequest, slug: str, criterion: str) -> HttpResponse:
    track = track_at(request, slug)
    removed = get_object_or_404(Criterion, track=track, slug=criterion)
    return part_removal_page(request, track, remove_criterion, "criterion", removed)


def part_page(
    request: SignedInRequest,
    form: TranslatedForm,
    track: Track,
    action: Action[..., Any],
    name: str,
    *,
    part: Criterion | Check | None = None,
    **facts: str,
) -> HttpResponse:
    """A criterion or a check of ``track`` (``name`` says which): ``action`` keeps what the form says."""
    if form.is_valid() and done(form, action, request, track=track, **facts, **form.facts):
        return _saved(request, form, track)
    context = {"track": track, name: part, "form": form}
    return render(request, f"organiser/reviews/{name}.html", context, status=invalid_status(form))


def part_removal_page(
    request: SignedInRequest, track: Track, action: Action[..., Any], name: str, part: Criterion | Check
) -> HttpResponse:
    """A criterion or a check of ``track`` is to go: ``action`` takes it away."""
    form = KeyedForm(request)
    if done(form, action, request, **{name: part}):
        messages.success(request, _("Removed."))
        return redirect(page(request.edition, "organiser:review_track", track.slug))
    context = {"track": track, name: part, "form": form}
    return render(request, f"organiser/reviews/{name}_removal.html", context, status=invalid_status(form))


def _saved(request: SignedInRequest, form: TranslatedForm, track: Track) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(form.onward(page(request.edition, "organiser:review_track", track.slug)))
