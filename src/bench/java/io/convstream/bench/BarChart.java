package io.convstream.bench;

import java.util.List;
import java.util.Locale;

/** Horizontal bar chart in SVG. */
final class BarChart {

    /** Sizes in pixels. */
    private static final int LINE_HEIGHT = 26;

    private static final int LABEL_WIDTH = 420;
    private static final int BAR_WIDTH = 420;
    private static final int TOP = 46;

    private BarChart() {}

    /**
     * A bar.
     *
     * @param value length of the bar and text beside it
     * @param highlighted whether to draw it in the accent color
     */
    record Bar(String label, double value, boolean highlighted) {}

    static String svg(String title, String unit, List<Bar> bars) {
        double max = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        int height = TOP + LINE_HEIGHT * bars.size() + 10;
        var svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"10\" y=\"26\" font-size=\"16\" font-weight=\"bold\">%s</text>%n",
                LABEL_WIDTH + BAR_WIDTH + 110,
                height,
                escape(title)));
        int y = TOP;
        for (Bar bar : bars) {
            int width = (int) Math.max(1, bar.value() / max * BAR_WIDTH);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                            + "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\" fill=\"%s\"/>%n"
                            + "<text x=\"%d\" y=\"%d\">%,.0f %s</text>%n",
                    LABEL_WIDTH - 8,
                    y + 14,
                    escape(bar.label()),
                    LABEL_WIDTH,
                    y,
                    width,
                    bar.highlighted() ? "#0b7a75" : "#9aa5b1",
                    LABEL_WIDTH + width + 6,
                    y + 14,
                    bar.value(),
                    escape(unit)));
            y += LINE_HEIGHT;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
