package io.convstream.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Converts rows to columns of single precision, which is enough for a chart and keeps the page small. */
final class Columns {

    private Columns() {}

    static <T> float[] of(List<T> rows, ToDoubleFunction<T> value) {
        float[] column = new float[rows.size()];
        for (int i = 0; i < column.length; i++) {
            column[i] = (float) value.applyAsDouble(rows.get(i));
        }
        return column;
    }
}
