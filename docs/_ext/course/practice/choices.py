"""Make sure that each choice of a question says the truth.

``course.practice.questions`` says how they are written.
"""

from docutils import nodes

from course.practice.running import printed, start

MARKS = {"[x] ": True, "[ ] ": False}
ERROR = "An error"
FORM = "Write: - [x] the right choice, and, after an empty line, what you say about it."


class Choice:
    """One item of the list of choices."""

    def __init__(self, item, place):
        mark = item.astext()[:4]
        if mark not in MARKS:
            place.stop("A choice has no mark.", FORM)
        self.is_right = MARKS[mark]
        first, *rest = item.children
        first[0] = nodes.Text(first[0].astext()[4:])
        self.words = first
        self.code = ERROR if first.astext().startswith(ERROR) else ""
        if not first[0].astext() and isinstance(first[1], nodes.literal):
            self.code = first[1].astext()
        fields = [node for node in rest if isinstance(node, nodes.field_list)]
        self.condition = fields[0].next_node(nodes.field_body).astext() if fields else ""
        self.feedback = [node for node in rest if node not in fields]
        if not self.feedback:
            place.stop(f"Nothing is said about the choice “{first.astext()}”.", FORM)

    def __getstate__(self):
        """Return what is needed where the code is run."""
        return {name: vars(self)[name] for name in ("is_right", "code", "condition")}

    def answer(self):
        """Return the item that says whether the choice is right, and why."""
        verdict = "Right." if self.is_right else "Not this one."
        said = self.feedback[0]
        said.insert(0, [nodes.strong("", verdict), nodes.Text(" ")])
        if self.condition:
            when = " This does fail: " if self.code == ERROR else " It would be right for "
            said += [nodes.Text(when), nodes.literal("", self.condition), nodes.Text(".")]
        return nodes.list_item("", *self.feedback, classes=["right"] if self.is_right else [])


def result(pair):
    """Return what code gave as a choice would say it."""
    text, error = pair
    return ERROR if error else text


def check_number(choices, several, place):
    """Make sure that there is one right choice, or several."""
    right = sum(choice.is_right for choice in choices)
    if not right:
        place.stop("The question has no right choice.", "Mark it: - [x] …")
    if right > 1 and not several:
        advice = "Mark one of them with [ ], or add the line :several:"
        place.stop("The question has more than one right choice.", advice)
    if len(choices) < 2:
        place.stop("The question has one choice.", "Add a mistake that people make: - [ ] …")


def check_results(code, choices, variables, place):
    """Run the code of a question, and make sure that its choices say what it gives."""
    shown = printed(code, variables, place)
    given = result(shown)
    if not any(choice.code for choice in choices):
        if given != ERROR:
            advice = "Begin each choice with what the code could give, as code."
            place.stop("No choice is what this code gives, and it doesn't fail.", advice)
        return shown
    for choice in choices:
        if (choice.code == given) != choice.is_right:
            problem = f"The code gives “{given}”, so “{choice.code}” is marked wrongly."
            place.stop(problem, "Correct the mark, the choice or the code.")
        if not choice.is_right and not choice.condition:
            advice = "Add what it would be right for: :if: ``code``"
            place.stop(f"“{choice.code}” is a wrong choice, and nothing says why.", advice)
        if choice.condition:
            other = result(printed(choice.condition, dict(variables), place))
            if other != choice.code:
                problem = f"{choice.condition} gives “{other}”, not “{choice.code}”."
                place.stop(problem, "Correct the choice, or the code behind :if:")
    return shown


def check_code(code, wanted, choices, variables, place):
    """Make sure that of choices that are code, the right ones give what is wanted."""
    if code:
        printed(code, variables, place)
    for choice in choices:
        given = result(printed(choice.code, dict(variables), place))
        if (given == wanted) != choice.is_right:
            problem = f"{choice.code} gives “{given}”, so it is marked wrongly."
            place.stop(problem, "Correct the mark or the code.")


def run_code(code, wanted, choices, place):
    """Run the code of a question and of its choices.

    ``wanted`` is what choices that are code have to give. Return what is to be shown of what the
    question's own code gave, or None.
    """
    variables = start(place)
    if wanted is not None:
        check_code(code, wanted, choices, variables, place)
        return None
    text, error = check_results(code, choices, variables, place)
    if error:
        text = "\n".join(filter(None, [text, error]))
    return text
