from django.db import migrations


def add_counter(apps, schema_editor):
    """The one row that hands out sequences. Nothing is sent by migrating."""
    apps.get_model("newswire_publisher", "Counter").objects.get_or_create(id=1)


class Migration(migrations.Migration):
    dependencies = [("newswire_publisher", "0001_initial")]

    operations = [migrations.RunPython(add_counter, migrations.RunPython.noop)]
