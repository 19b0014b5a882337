from capability.scale import HIGHEST, LOWEST, ProficiencyLevel


def test_the_scale_runs_from_not_yet_to_shapes_in_six_steps():
    assert [level.value for level in ProficiencyLevel] == [0, 1, 2, 3, 4, 5]
    assert (ProficiencyLevel.NOT_YET, ProficiencyLevel.SHAPES) == (LOWEST, HIGHEST)
