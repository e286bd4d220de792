from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_import_jobs"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="made",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="新增的"),
            preserve_default=False,
        ),
    ]
