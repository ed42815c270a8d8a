package dev.lanewise.plot;

/** The title above a picture, and a line below it with less weight; each may be empty. */
record Heading(String title, String more) {
    private static final int TITLE = 28;
    private static final int MORE = 20;

    int height() {
        return (title.isEmpty() ? 0 : TITLE) + (more.isEmpty() ? 0 : MORE);
    }

    /** The width of a picture in which both find room. */
    int width() {
        return 2 * Style.PADDING + (int) Math.ceil(Math.max(titleText().width(), moreText().width()));
    }

    private Text titleText() {
        return Text.of(title, Style.title());
    }

    private Text moreText() {
        return Text.of(more, Style.label());
    }

    void draw(Canvas canvas) {
        if (!title.isEmpty()) {
            canvas.left(titleText(), Style.INK, Style.PADDING, Style.PADDING + 8.0);
        }
        if (!more.isEmpty()) {
            canvas.left(moreText(), Style.PALE_INK, Style.PADDING, Style.PADDING + height() - 14.0);
        }
    }
}
