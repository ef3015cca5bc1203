import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import swapper
from django.db import migrations, models
from wagtail.images import get_image_model_string

import newswire.cms.articles.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("newswire_cms", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(get_image_model_string()),
        swapper.dependency("wagtailcore", "Page"),
    ]

    operations = [
        migrations.CreateModel(
            name="NewsIndexPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=swapper.get_model_name("wagtailcore", "Page"),
                    ),
                ),
                ("intro", models.TextField(blank=True, max_length=500, verbose_name="introduction")),
                (
                    "takes_sections",
                    models.BooleanField(
                        default=False,
                        help_text="Then adding a page here asks whether it is an article or a section.",
                        verbose_name="sections can be added",
                    ),
                ),
            ],
            options={
                "verbose_name": "news index",
                "verbose_name_plural": "news indexes",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="ArticlePage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=swapper.get_model_name("wagtailcore", "Page"),
                    ),
                ),
                (
                    "kicker",
                    models.CharField(blank=True, max_length=150, verbose_name="line above the headline"),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="Left empty: the first sentences of the text, at most 300 characters.",
                        max_length=500,
                        verbose_name="summary",
                    ),
                ),
                (
                    "lead_alt_text",
                    models.CharField(
                        blank=True,
                        help_text="What the picture shows, for those who cannot see it.",
                        max_length=500,
                        verbose_name="alternative text",
                    ),
                ),
                (
                    "lead_decorative",
                    models.BooleanField(
                        default=False,
                        help_text="The picture says nothing that the text does not: screen readers skip it.",
                        verbose_name="decorative",
                    ),
                ),
                ("lead_caption", models.CharField(blank=True, max_length=500, verbose_name="caption")),
                (
                    "lead_credit",
                    models.CharField(
                        blank=True,
                        help_text="Only where it differs from the picture's own credit.",
                        max_length=255,
                        verbose_name="photo credit",
                    ),
                ),
                (
                    "body",
                    newswire.cms.articles.fields.ArticleBodyField(
                        default=newswire.cms.articles.fields.one_empty_paragraph, verbose_name="body"
                    ),
                ),
                (
                    "published_on",
                    models.DateTimeField(
                        blank=True,
                        help_text="Left empty: when the article first goes live. May lie in the past.",
                        null=True,
                        verbose_name="publication date",
                    ),
                ),
                ("dateline", models.CharField(blank=True, max_length=100, verbose_name="place")),
                (
                    "source_organisation",
                    models.CharField(blank=True, max_length=255, verbose_name="source organisation"),
                ),
                (
                    "canonical_url",
                    models.URLField(
                        blank=True,
                        help_text="Where this text first stood, if on another site. Search engines are told so.",
                        max_length=2000,
                        verbose_name="original address",
                    ),
                ),
                (
                    "related_automatically",
                    models.BooleanField(
                        default=True,
                        help_text="Where the body has no related news of its own.",
                        verbose_name="list related news at the end",
                    ),
                ),
                ("social_title", models.CharField(blank=True, max_length=255, verbose_name="title")),
                ("social_text", models.TextField(blank=True, max_length=500, verbose_name="text")),
                ("published_at", models.DateTimeField(db_index=True, editable=False, null=True)),
                ("first_sentences", models.TextField(blank=True, editable=False)),
                (
                    "lead_picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="lead picture",
                    ),
                ),
                (
                    "social_picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=get_image_model_string(),
                        verbose_name="picture",
                    ),
                ),
            ],
            options={
                "verbose_name": "article",
                "verbose_name_plural": "articles",
            },
            bases=("wagtailcore.page", models.Model),
        ),
        migrations.CreateModel(
            name="ArticlePageAuthor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        help_text="In this article; left empty: the author's usual role.",
                        max_length=100,
                        verbose_name="role",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="newswire_cms.author",
                        verbose_name="author",
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="article_authors",
                        to="newswire_pages.articlepage",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ArticlePageCorrection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date")),
                (
                    "note",
                    models.TextField(
                        help_text="Readers see this: what was wrong, and what is right.", verbose_name="note"
                    ),
                ),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="newswire_pages.articlepage",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ArticlePageTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="article_topics",
                        to="newswire_pages.articlepage",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="newswire_cms.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
    ]
