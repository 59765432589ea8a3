package io.convstream.prepare.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.convstream.image.ImageShape;
import io.convstream.prepare.Images;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares decoded image files with djpeg and libpng, and checks what is refused before decoding. */
class ImageDecoderTest {

    private static final int END_MARKER = 2;
    private static final int AFTER_JFIF = 20;
    private static final int PNG_HEADER = 8;

    private final RecordDecoder decoder = new RecordDecoder(new ImageShape(32, 32, 3), 10);

    @AfterEach
    void close() {
        decoder.close();
    }

    @ParameterizedTest
    @CsvSource({
        "444, 23bcd994",
        "422, 4e24f22a",
        "420, 6a545224",
        "411, 0b8e83bf",
        "420-progressive, 6a545224",
        "restarts, 6a545224",
        "gray, cbcaf9ef",
        "rgb-ids, 7294b05a",
        "rgb-adobe, f331e97f",
        "ids-0-1-2, 98f1aa82",
        "exif-ids-0-1-2, 39369083",
        "jfif-and-adobe, 98f1aa82",
        "cmyk, f667d56d",
        "cmyk-adobe, f667d56d",
        "ycck-adobe, 42db55ac",
    })
    void readsJpegAsDjpegDoes(String name, String checksumOfDjpeg) throws BadRecordException {
        var checksum = new CRC32();
        checksum.update(pixels(resource(name)));
        assertThat(HexFormat.of().toHexDigits((int) checksum.getValue())).isEqualTo(checksumOfDjpeg);
    }

    @ParameterizedTest
    @ValueSource(strings = {"420", "gray", "cmyk-adobe"})
    void ignoresColorProfilesOfJpeg(String name) throws BadRecordException {
        byte[] plain = resource(name);
        byte[] expected = pixels(plain).clone();
        for (byte[] profile : new byte[][] {linear(), new byte[0], "no profile".getBytes(StandardCharsets.UTF_8)}) {
            byte[] segment = new byte[18 + profile.length];
            ByteBuffer.wrap(segment)
                    .putShort((short) 0xFFE2)
                    .putShort((short) (segment.length - 2))
                    .put("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1))
                    .put(profile);
            assertThat(pixels(inserted(plain, 2, segment))).isEqualTo(expected);
        }
    }

    @Test
    void ignoresColorProfileAndGammaOfPng() throws IOException, BadRecordException {
        byte[] plain = Images.file(Images.image(32, 32, BufferedImage.TYPE_INT_RGB), "png");
        byte[] expected = pixels(plain).clone();
        var profile = new ByteArrayOutputStream();
        profile.write("linear\0\0".getBytes(StandardCharsets.ISO_8859_1));
        try (var deflater = new DeflaterOutputStream(profile, new Deflater())) {
            deflater.write(linear());
        }
        int afterHeader = PNG_HEADER + 25;
        assertThat(pixels(inserted(plain, afterHeader, chunk("iCCP", profile.toByteArray()))))
                .isEqualTo(expected);
        byte[] gamma = ByteBuffer.allocate(4).putInt(100_000).array();
        assertThat(pixels(inserted(plain, afterHeader, chunk("gAMA", gamma)))).isEqualTo(expected);
    }

    @Test
    void takesTheUpperByteOfSixteenBits() throws IOException, BadRecordException {
        var rows = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(rows)) {
            for (int y = 0; y < 32; y++) {
                deflater.write(0);
                for (int x = 0; x < 32; x++) {
                    deflater.write(new byte[] {100, (byte) 0xFF, 101, 0, (byte) y, (byte) 0x90});
                }
            }
        }
        byte[] pixels = pixels(png(32, 32, 16, 2, rows.toByteArray()));
        for (int pixel = 0; pixel < 1024; pixel++) {
            assertThat(Arrays.copyOfRange(pixels, pixel * 3, pixel * 3 + 3))
                    .containsExactly(100, 101, (byte) (pixel / 32));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gif", "bmp"})
    void readsOtherFormatsExactly(String format) throws IOException, BadRecordException {
        var drawn = new BufferedImage(32, 32, format.equals("gif") ? 13 : BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 1024; pixel++) {
            drawn.setRGB(pixel % 32, pixel / 32, (pixel % 6 * 51) << 16 | (pixel / 32 % 6 * 51) << 8 | 102);
        }
        byte[] file = Images.file(drawn, format);
        byte[] pixels = pixels(file);
        for (int pixel = 0; pixel < 1024; pixel++) {
            int rgb = drawn.getRGB(pixel % 32, pixel / 32);
            assertThat(Arrays.copyOfRange(pixels, pixel * 3, pixel * 3 + 3)).containsExactly(rgb >> 16, rgb >> 8, rgb);
        }
        assertBad(Arrays.copyOf(file, file.length - 20), BadRecordReason.BROKEN_IMAGE, "");
        assertBad(Arrays.copyOf(file, 20), BadRecordReason.BROKEN_IMAGE, "");
    }

    @Test
    void readsTheFirstImageOfAnAnimationAndSkipsComments() throws IOException, BadRecordException {
        byte[] file = Images.file(new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_INDEXED), "gif");
        byte[] expected = pixels(file).clone();
        byte[] comment = new byte[2 + 40_000 * 256 + 1];
        comment[0] = 0x21;
        comment[1] = (byte) 0xFE;
        for (int block = 2; block < comment.length - 1; block += 256) {
            comment[block] = (byte) 0xFF;
        }
        int afterHeader = 13 + (3 << ((file[10] & 7) + 1));
        long start = System.nanoTime();
        assertThat(pixels(inserted(file, afterHeader, comment))).isEqualTo(expected);
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
    }

    @Test
    void acceptsExtraneousBytesBeforeTheEndMarker() throws BadRecordException {
        byte[] file = resource("420");
        byte[] expected = pixels(file).clone();
        byte[] stray = new byte[235];
        Arrays.fill(stray, (byte) 0x55);
        assertThat(pixels(inserted(file, file.length - END_MARKER, stray))).isEqualTo(expected);
        assertThat(pixels(inserted(file, AFTER_JFIF, stray))).isEqualTo(expected);
    }

    @Test
    void acceptsAMissingEndMarkerIfAllPixelsAreThere() throws BadRecordException {
        for (String name : new String[] {"420", "gray", "restarts", "cmyk-adobe"}) {
            byte[] file = resource(name);
            byte[] expected = pixels(file).clone();
            assertThat(pixels(Arrays.copyOf(file, file.length - 1))).isEqualTo(expected);
            assertThat(pixels(Arrays.copyOf(file, file.length - END_MARKER))).isEqualTo(expected);
        }
    }

    @Test
    void rejectsFilesWithMissingPixels() {
        byte[] file = resource("420");
        byte[] cut = Arrays.copyOf(file, file.length - 100);
        assertBad(cut, BadRecordReason.BROKEN_IMAGE, "premature end of data segment");
        assertBad(
                inserted(cut, cut.length, new byte[] {(byte) 0xFF, (byte) 0xD9}),
                BadRecordReason.BROKEN_IMAGE,
                "premature end of data segment");
        byte[] progressive = resource("420-progressive");
        int length = progressive.length - END_MARKER;
        assertBad(
                Arrays.copyOf(progressive, length),
                BadRecordReason.BROKEN_IMAGE,
                "it ends after " + length + " bytes, before its end marker");
    }

    @Test
    void rejectsMoreThanEightBits() {
        byte[] file = resource("444");
        file[marker(file, 0xC0) + 4] = 12;
        assertBad(file, BadRecordReason.BROKEN_IMAGE, "it has 12 bits for each value, only 8 are supported");
    }

    @Test
    void rejectsTooManyScans() {
        byte[] file = resource("420-progressive");
        assertBad(withScans(file, 100), BadRecordReason.TOO_LARGE, "more than the allowed 100 scans");
    }

    @Test
    void rejectsManyScansOfManyPixels() {
        byte[] file = resource("420-progressive");
        int size = marker(file, 0xC2) + 5;
        ByteBuffer.wrap(file).putShort(size, (short) 4_000).putShort(size + 2, (short) 8_000);
        assertBad(
                withScans(file, 20),
                BadRecordReason.TOO_LARGE,
                "scans of 4000x8000 pixels, more than the allowed 536870912 in all");
    }

    private static byte[] withScans(byte[] file, int more) {
        int scan = file.length - END_MARKER;
        while ((file[scan] & 0xFF) != 0xFF || (file[scan + 1] & 0xFF) != 0xDA) {
            scan--;
        }
        byte[] last = Arrays.copyOfRange(file, scan, file.length - END_MARKER);
        byte[] many = file;
        for (int copy = 0; copy < more; copy++) {
            many = inserted(many, many.length - END_MARKER, last);
        }
        return many;
    }

    @ParameterizedTest
    @CsvSource({"25000000, 1", "1, 25000000", "33000, 1000"})
    void rejectsSizesThatNeedTooMuchMemory(int width, int height) {
        assertBad(
                png(width, height, 16, 6, new byte[] {0}),
                BadRecordReason.TOO_LARGE,
                "the image is " + height + "x" + width + ",");
    }

    @Test
    void rethrowsOutOfMemory() {
        var outOfMemory = new OutOfMemoryError("Java heap space");
        assertThatThrownBy(() -> JdkImageReader.throwIfOutOfMemory(new IIOException("cannot read", outOfMemory)))
                .isSameAs(outOfMemory);
        assertThatThrownBy(() -> JdkImageReader.throwIfOutOfMemory(new IIOException("Insufficient memory (case 4)")))
                .isInstanceOf(OutOfMemoryError.class);
        JdkImageReader.throwIfOutOfMemory(new IIOException("no memory of it"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RIFF....WEBPVP8 ", "BM no image but a text", "GIF88a", "\u0089PNX", "\u00FF\u00D8 "})
    void rejectsOtherFiles(String text) {
        byte[] content = text.repeat(20).getBytes(StandardCharsets.ISO_8859_1);
        assertBad(content, BadRecordReason.BROKEN_IMAGE, "no JPEG, PNG, GIF or BMP file");
    }

    private byte[] pixels(byte[] file) throws BadRecordException {
        return decoder.decode(Images.encoded(file)).pixels();
    }

    private void assertBad(byte[] file, BadRecordReason reason, String part) {
        assertThatThrownBy(() -> pixels(file))
                .isInstanceOfSatisfying(
                        BadRecordException.class,
                        bad -> assertThat(bad.reason()).isEqualTo(reason))
                .hasMessageContaining(part);
    }

    private static byte[] resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(ImageDecoderTest.class.getResourceAsStream("/jpeg/" + name + ".jpg"), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] linear() {
        return ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    }

    private static int marker(byte[] jpeg, int marker) {
        int position = 0;
        while ((jpeg[position] & 0xFF) != 0xFF || (jpeg[position + 1] & 0xFF) != marker) {
            position++;
        }
        return position;
    }

    private static byte[] inserted(byte[] file, int position, byte[] piece) {
        return ByteBuffer.allocate(file.length + piece.length)
                .put(file, 0, position)
                .put(piece)
                .put(file, position, file.length - position)
                .array();
    }

    private static byte[] png(int width, int height, int bits, int colors, byte[] data) {
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put((byte) bits)
                .put((byte) colors)
                .array();
        byte[] signature = HexFormat.of().parseHex("89504e470d0a1a0a");
        byte[] file = inserted(signature, PNG_HEADER, chunk("IHDR", header));
        file = inserted(file, file.length, chunk("IDAT", data));
        return inserted(file, file.length, chunk("IEND", new byte[0]));
    }

    private static byte[] chunk(String type, byte[] data) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(type.getBytes(StandardCharsets.US_ASCII))
                .put(data);
        var checksum = new CRC32();
        checksum.update(chunk.array(), 4, 4 + data.length);
        return chunk.putInt((int) checksum.getValue()).array();
    }
}
