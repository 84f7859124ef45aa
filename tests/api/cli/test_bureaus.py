"""`sampler bureaus register`: a list as a whole, and what it leaves out."""

import json


def test_a_list_is_registered_and_what_it_leaves_out_is_named(run, tmp_path):
    def register(rows, *more):
        (tmp_path / "bureaus.csv").write_text("监管所编码,监管所名称,别名\n" + rows, encoding="utf-8")
        return run("bureaus", "register", "bureaus.csv", *more)[:2]

    assert json.loads(register("101,城关所,\n102,城东所,\n", "--json")[1]) == {"bureaus": 2, "retired": []}
    assert json.loads(register("101,城东所,\n102,城关所,\n", "--json")[1]) == {"bureaus": 2, "retired": []}
    code, told = register("101,城东所,\n")
    assert code == 0
    assert "不再使用  102  城关所" in told
    code, refused = register("101,城东所,\n103,甲所,城东所\n", "--json")
    assert (code, json.loads(refused)["error"]["code"]) == (1, "file_problems")
