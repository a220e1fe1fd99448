"""Dark theme, keyboard, zoom: what makes the site usable by everybody."""

from playwright.sync_api import expect

GROUND = "getComputedStyle(document.body).backgroundColor"


def test_the_dark_theme_is_chosen_and_kept(open_context):
    context = open_context(color_scheme="light")
    page = context.new_page()
    page.goto("/")
    light = page.evaluate(GROUND)
    page.get_by_role("radio", name="sombre").check()
    dark = page.evaluate(GROUND)
    assert dark != light
    page.goto("/solutions/")
    assert page.evaluate(GROUND) == dark
    assert context.new_page().goto("/initiatives/").ok
    page.get_by_role("radio", name="automatique").check()
    page.reload()
    assert page.evaluate(GROUND) == light


def test_the_first_key_leads_to_the_content(desk):
    desk.goto("/solutions/")
    desk.keyboard.press("Tab")
    skip = desk.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    desk.keyboard.press("Enter")
    expect(desk.locator("#contenu")).to_be_focused()


def test_the_focus_is_always_visible(desk):
    desk.goto("/recherche/?q=bus")
    for _ in range(25):
        desk.keyboard.press("Tab")
        seen = desk.evaluate("""() => {
            const style = (node) => getComputedStyle(node);
            let node = document.activeElement;
            for (let up = 0; node && up < 4; up++, node = node.parentElement) {
                const s = style(node);
                if ((s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2) || s.boxShadow !== 'none') return true;
            }
            return false;
        }""")
        assert seen, desk.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_the_menu_of_the_account_opens_and_closes_with_the_keyboard(open_context):
    page = open_context(account="Louise Lecture").new_page()
    page.goto("/")
    summary = page.locator(".masthead-account summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".menu-panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".menu-panel")).to_be_hidden()
    expect(summary).to_be_focused()


def test_nothing_is_lost_at_twice_the_size(open_context):
    page = open_context(viewport={"width": 640, "height": 450}).new_page()  # 1280 × 900 zoomed to 200 %
    for path in ("/", "/recherche/?q=bus", "/initiatives/car-47-lot-et-garonne/", "/territoires/departement/32-gers/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, path
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("searchbox").first).to_be_visible()
