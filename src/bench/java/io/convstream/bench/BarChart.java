package io.convstream.bench;

import java.util.List;
import java.util.Locale;

/** An image of how fast each was: a bar for each, in SVG. */
final class BarChart {

    private static final int LINE = 26;
    private static final int LABELS = 420;
    private static final int BARS = 420;
    private static final int TOP = 46;

    private BarChart() {}

    /**
     * A bar.
     *
     * @param ours whether to highlight it
     */
    record Bar(String label, double value, boolean ours) {}

    static String svg(String title, String unit, List<Bar> bars) {
        double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
        int height = TOP + LINE * bars.size() + 10;
        var svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"13\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"10\" y=\"26\" font-size=\"16\" font-weight=\"bold\">%s</text>%n",
                LABELS + BARS + 110,
                height,
                escape(title)));
        int y = TOP;
        for (Bar bar : bars) {
            int width = (int) Math.max(1, bar.value() / most * BARS);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n"
                            + "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\" fill=\"%s\"/>%n"
                            + "<text x=\"%d\" y=\"%d\">%,.0f %s</text>%n",
                    LABELS - 8,
                    y + 14,
                    escape(bar.label()),
                    LABELS,
                    y,
                    width,
                    bar.ours() ? "#0b7a75" : "#9aa5b1",
                    LABELS + width + 6,
                    y + 14,
                    bar.value(),
                    escape(unit)));
            y += LINE;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
