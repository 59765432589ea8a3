package io.convstream.prepare.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.image.ImageShape;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AreaResizeTest {

    @ParameterizedTest
    @CsvSource({"32, 32, 28, 28", "32, 32, 36, 36", "5, 7, 3, 2", "2, 3, 7, 5", "97, 64, 32, 32", "1, 1, 4, 4"})
    void eachValueIsTheMeanOfItsSourceArea(int rows, int columns, int height, int width) {
        byte[] image = new byte[rows * columns * 3];
        new Random(rows * 31L + columns).nextBytes(image);
        byte[] scaled = new byte[height * width * 3];
        new AreaResize(rows, columns, new ImageShape(height, width, 3)).resize(image, scaled);
        for (int i = 0; i < scaled.length; i++) {
            int row = i / 3 / width;
            int column = i / 3 % width;
            double sum = 0;
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    double high =
                            common((double) y / rows, (y + 1.0) / rows, (double) row / height, (row + 1.0) / height);
                    double wide = common(
                            (double) x / columns, (x + 1.0) / columns, (double) column / width, (column + 1.0) / width);
                    sum += (image[(y * columns + x) * 3 + i % 3] & 0xFF) * high * wide * height * width;
                }
            }
            assertThat((double) (scaled[i] & 0xFF)).isBetween(sum - 0.5000001, sum + 0.5000001);
        }
    }

    private static double common(double from, double to, double otherFrom, double otherTo) {
        return Math.max(0, Math.min(to, otherTo) - Math.max(from, otherFrom));
    }
}
