def test_every_table_has_a_row_on_the_stage(stage):
    assert stage.config["SETTINGS"].inline_jobs
