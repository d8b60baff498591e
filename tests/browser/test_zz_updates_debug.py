from tests.browser.test_updates import *
def test_dbg(writer, update):
    head = User.objects.get(username="head")
    drafting.save(update, by=head, at=clock.now(), was={}, changes={"problems": "缺技能培训师"})
    writer.on("response", lambda r: "save" in r.url and print("RESP", r.status, r.text()))
    writer.on("console", lambda m: print("CON", m.text))
    writer.on("pageerror", lambda m: print("ERR", m))
    typed(writer, "新增就业3.1万人")
    writer.wait_for_timeout(1500)
    print(writer.locator("#said_problems").evaluate("e=>e.outerHTML"), writer.locator("#was_problems").evaluate("e=>e.outerHTML"))
    assert 0
