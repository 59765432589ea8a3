package io.convstream.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A chart of precision@1 of the EMA weights over minutes of training, in SVG format. */
final class PrecisionChart {

    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;
    private static final BasicStroke LINE = new BasicStroke(2);
    private static final BasicStroke DASHES =
            new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {10, 6}, 0);
    /** The accuracy in percent that Jordan, arXiv:2404.00498, aims at: a baseline for curves near it. */
    private static final double AIRBENCH = 94;

    private static final double NEAR_AIRBENCH = 90;

    private static final Color GRID = new Color(0xE6E9EE);
    private static final Color BASELINE = new Color(0x56606C);
    private static final Color[] MODELS = {
        new Color(0x1D6FB8), new Color(0xB45309), new Color(0x0F766E), new Color(0x9D3FA8), new Color(0xA8323E)
    };

    private final XYChart chart = new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .xAxisTitle("minutes of training")
            .yAxisTitle("precision@1, %")
            .build();
    private double lastMinute;
    private double bestPercent;

    private PrecisionChart() {
        XYStyler style = chart.getStyler();
        style.setChartBackgroundColor(Color.WHITE);
        style.setPlotBorderVisible(false);
        style.setPlotGridLinesColor(GRID);
        // Solid, because the default dots become a path each in the file.
        style.setPlotGridLinesStroke(new BasicStroke(1));
        style.setLegendPosition(Styler.LegendPosition.InsideSE);
        style.setLegendBorderColor(GRID);
        style.setSeriesColors(MODELS);
        style.setMarkerSize(5);
    }

    static void write(List<RunReport> runs, Path file) throws IOException {
        var chart = new PrecisionChart();
        for (RunReport run : runs) {
            List<String> titles = run.titles(runs.size() == 1);
            for (int i = 0; i < titles.size(); i++) {
                chart.addCurve(titles.get(i), run.models().get(i).precision());
            }
        }
        if (chart.lastMinute == 0) {
            throw new IOException("no evaluation yet: there is no curve to draw");
        }
        Double tutorial = TutorialBaseline.precision(runs);
        if (tutorial != null) {
            chart.addBaseline("the tutorial's", 100 * tutorial);
            if (chart.bestPercent >= NEAR_AIRBENCH) {
                chart.addBaseline("airbench's", AIRBENCH);
            }
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            VectorGraphicsEncoder.saveVectorGraphic(chart.chart, out, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        }
    }

    private void addCurve(String name, PrecisionCurve precision) {
        int points = precision.minutes().length;
        double[] minutes = new double[points];
        double[] percent = new double[points];
        for (int i = 0; i < points; i++) {
            minutes[i] = precision.minutes()[i];
            percent[i] = 100.0 * precision.ema()[i];
            lastMinute = Math.max(lastMinute, minutes[i]);
            bestPercent = Math.max(bestPercent, percent[i]);
        }
        if (points > 0) {
            chart.addSeries(name, minutes, percent)
                    .setMarker(SeriesMarkers.CIRCLE)
                    .setLineStyle(LINE);
        }
    }

    private void addBaseline(String name, double percent) {
        chart.addSeries(name + " " + Math.round(percent) + " %", new double[] {0, lastMinute}, new double[] {
                    percent, percent
                })
                .setMarker(SeriesMarkers.NONE)
                .setLineStyle(DASHES)
                .setLineColor(BASELINE);
    }
}
