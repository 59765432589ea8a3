package io.convstream.report;

import io.convstream.image.ImageShape;
import io.convstream.image.Png;
import io.convstream.network.Filters;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;

/**
 * The filters of a first layer tiled in one image, each scaled to full brightness, separated by transparent lines.
 *
 * @param image as a data URI
 * @param columns filters in a row
 */
record FilterSheet(String image, int count, int height, int width, int columns) {

    private static final int COLUMNS = 8;
    private static final int COLORS = 3;

    static FilterSheet of(Filters filters) {
        var shape = new ImageShape(filters.height(), filters.width(), COLORS);
        int columns = Math.min(COLUMNS, filters.count());
        int rows = (filters.count() + columns - 1) / columns;
        var sheet = new BufferedImage(
                columns * (filters.width() + 1) - 1, rows * (filters.height() + 1) - 1, BufferedImage.TYPE_INT_ARGB);
        Graphics2D pen = sheet.createGraphics();
        for (int filter = 0; filter < filters.count(); filter++) {
            int left = filter % columns * (filters.width() + 1);
            int top = filter / columns * (filters.height() + 1);
            pen.drawImage(Png.scaled(values(filters, filter), shape), left, top, null);
        }
        pen.dispose();
        return new FilterSheet(DataUri.of(sheet), filters.count(), filters.height(), filters.width(), columns);
    }

    /** Returns one filter as {@code [height, width, 3]}. */
    private static float[] values(Filters filters, int filter) {
        float[] values = new float[filters.height() * filters.width() * COLORS];
        for (int i = 0; i < values.length; i++) {
            values[i] = filters.values()[i * filters.count() + filter];
        }
        return values;
    }
}
