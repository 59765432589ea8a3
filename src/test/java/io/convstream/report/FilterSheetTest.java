package io.convstream.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.network.Filters;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Filters tiled in an image. */
final class FilterSheetTest {

    private static final int RED = 0xFF_FF0000;
    private static final int GREEN = 0xFF_00FF00;

    @Test
    void filtersAreTiledWithTransparentLinesBetween() throws Exception {
        // Ten filters of one pixel: the first red, the last green, values of [pixel, color, filter].
        float[] values = new float[3 * 10];
        values[0] = 0.01f;
        values[10 + 9] = 200;
        FilterSheet sheet = FilterSheet.of(new Filters(1, 1, 10, values));

        BufferedImage image = decoded(sheet.image());
        assertThat(image.getWidth()).isEqualTo(15);
        assertThat(image.getHeight()).isEqualTo(3);
        assertThat(image.getRGB(0, 0)).isEqualTo(RED);
        assertThat(image.getRGB(2, 2)).isEqualTo(GREEN);
        assertThat(image.getRGB(1, 0) >>> 24).isZero();
    }

    private static BufferedImage decoded(String uri) throws Exception {
        String base64 = uri.substring("data:image/png;base64,".length());
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
    }
}
