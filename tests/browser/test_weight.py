"""The picture of the lab `weight` in a browser: the ball and the goal in the hand."""

from playwright.sync_api import Page, expect

from tests.helpers import answered, eventually, open_lab, place, steps


def test_the_ball_is_dragged_and_moved_by_key(page: Page) -> None:
    open_lab(page, "/weight?preset=descent")
    ball, numbers = page.get_by_role("slider", name="The weight"), page.locator(".valley .numbers")
    expect(numbers).to_contain_text("weight 0.5")
    box = place(ball)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 100, y, steps=4)
    page.mouse.up()
    answered(page)
    moved = float(ball.get_attribute("aria-valuenow") or 0)
    assert moved > 0.7
    expect(numbers).to_contain_text(f"prediction {moved / 2:.4g}"[:14])
    ball.focus()
    page.keyboard.press("ArrowLeft")
    eventually(lambda: float(ball.get_attribute("aria-valuenow") or 0) < moved)
    assert steps(page) == 0
    page.get_by_role("button", name="Undo").first.click()
    eventually(lambda: float(ball.get_attribute("aria-valuenow") or 0) != moved)


def test_the_goal_is_moved(page: Page) -> None:
    open_lab(page, "/weight?preset=descent")
    goal = page.get_by_role("slider", name="The goal")
    goal.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**goal=**")
    eventually(lambda: float(goal.get_attribute("aria-valuenow") or 0) > 0.8)
    expect(page.locator(".valley .numbers")).to_contain_text("goal 0.81")


def drag(page: Page, name: str, across: int) -> None:
    """Take something of the picture and pull it to the right by so many pixels."""
    box = place(page.get_by_role("slider", name=name, exact=True).and_(page.locator(".valley [role=slider]")))
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y, steps=4)
    page.mouse.up()
    answered(page)


def test_the_wall_is_the_input_and_the_arrow_the_learning_rate(page: Page) -> None:
    open_lab(page, "/weight?preset=descent")
    given, says = page.locator('.valley .numbers [data-part="input"] b'), page.locator(".valley .says")
    drag(page, "The input", -60)
    page.wait_for_url("**input=**")
    eventually(lambda: 0.5 < float(given.inner_text()) < 1)  # steeper
    open_lab(page, "/weight?preset=descent")
    tip = page.get_by_role("slider", name="The learning rate", exact=True).and_(
        page.locator(".valley [role=slider]")
    )
    drag(page, "The learning rate", 60)
    page.wait_for_url("**learning_rate=**")
    assert float(tip.get_attribute("aria-valuenow") or 0) > 1.5
    expect(says).not_to_contain_text("by 0.75")
    assert steps(page) == 0


def test_a_round_in_slow_motion(page: Page) -> None:
    open_lab(page, "/weight?preset=descent")
    page.get_by_role("button", name="slow motion").click()
    said = page.locator(".steps.slow")
    for words in ("0.5 · 0.5 = 0.25", "0.25 − 0.8 = −0.55", "downhill is to the right", "from 0.5 to 0.775"):
        expect(said).to_contain_text(words)
        said.get_by_role("button", name="Next").click()
    assert steps(page) == 1


def test_an_explosion_ends_in_words_and_leaves_the_page_alive(page: Page) -> None:
    open_lab(page, "/weight?preset=exploding")
    page.get_by_role("button", name="full speed", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_text("the numbers ran away")).to_be_visible()
    expect(page.locator("[data-progress]")).to_contain_text("solved 1 of 4 here")
    assert not [
        text for text in ("NaN", "Infinity", "undefined") if text in page.locator(".valley").inner_html()
    ]
    page.get_by_role("button", name="Start again").click()
    eventually(lambda: steps(page) == 0)
    page.get_by_role("button", name="Step", exact=True).click()
    eventually(lambda: steps(page) == 1)


def test_why_a_run_has_ended_can_be_put_away_and_play_says_it_again(page: Page) -> None:
    open_lab(page, "/weight?preset=exploding")
    play = page.get_by_role("button", name="Play", exact=True)
    play.click()
    notice = page.locator(".notice")
    expect(notice).to_contain_text("the numbers ran away")
    notice.get_by_role("button", name="Dismiss").click()
    expect(notice).to_be_hidden()
    play.click()
    expect(notice).to_contain_text("the numbers ran away")
