package io.convstream.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Makes columns of rows, in single precision: a chart shows no more, and digits are most of the page. */
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
