"""Fields that hold a few of many choices and are typed into, as a person does it."""

from playwright.sync_api import expect


def field_over(page, select):
    """What stands over the select of this CSS selector."""
    return page.locator(f"{select} + .ts-wrapper")


def type_into(field, words):
    """Go into the field and type, once its choices lie open."""
    field.locator(".ts-control").click()
    expect(field.locator(".ts-dropdown .option:visible").first).to_be_visible()
    expect(field.locator(".ts-control input")).to_be_focused()
    field.page.keyboard.type(words)


def choose_in(field, name):
    """Type the whole name and choose what goes by it: there is nothing else."""
    type_into(field, name)
    expect(field.locator(".ts-dropdown .option:visible")).to_have_text([name])
    field.page.keyboard.press("Enter")
    expect(field.locator(".ts-control .item")).to_have_text(name)
