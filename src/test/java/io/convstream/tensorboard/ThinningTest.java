package io.convstream.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.convstream.event.EventRecords;
import io.convstream.network.Histogram;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** Files are written by the real writer and read with TensorFlow's record reader. */
class ThinningTest {

    private static final long LIMIT = 1 << 18;
    private static final String SCALAR = "loss";
    private static final String HISTOGRAM = "weights";
    private static final int BUCKETS = 100;

    @TempDir
    private Path parent;

    private Path folder;

    private final Random random = new Random(1);

    @BeforeEach
    void createFolder() throws IOException {
        folder = Files.createDirectory(parent.resolve("train"));
    }

    @Test
    void aLongRunStaysBelowTheLimitFromItsFirstStepToItsLast() throws Exception {
        for (long from = 0; from < 10_000; from += 250) {
            write(from, from + 250, "options");
            thin();
        }
        assertThat(bytes()).isLessThan(LIMIT + Thinning.fileBytes(LIMIT));
        assertThat(files()).hasSizeLessThan(40);
        List<Long> scalars = EventRecords.steps(folder, SCALAR);
        List<Long> histograms = EventRecords.steps(folder, HISTOGRAM);
        assertThat(scalars).isSorted().doesNotHaveDuplicates().startsWith(0L).endsWith(9_999L);
        assertThat(histograms).isSorted().doesNotHaveDuplicates().startsWith(0L).endsWith(9_999L);
        assertThat(scalars).hasSizeGreaterThan(2 * histograms.size());
        assertThat(gap(scalars)).isLessThanOrEqualTo(64);
        assertThat(gap(histograms)).isLessThanOrEqualTo(1_024);
        assertThat(EventRecords.steps(folder, "options"))
                .as("a text that does not change")
                .hasSizeLessThan(10);
    }

    @Test
    void theResultDoesNotDependOnEarlierThinning() throws Exception {
        write(0, 5_000, "options");
        thin();
        List<Event> once = EventRecords.effective(folder);
        thin();
        assertThat(EventRecords.effective(folder)).isEqualTo(once);
    }

    @Test
    void anotherTextIsKeptWithItsStep() throws Exception {
        write(0, 500, "learning rate 0.1");
        write(500, 1_000, "learning rate 0.1");
        write(1_000, 5_000, "learning rate 0.01");
        thin();
        assertThat(EventRecords.steps(folder, "options")).containsExactly(0L, 1_000L);
    }

    @Test
    void aCrashBeforeTheMergedFilesAreDeletedLosesAndRepeatsNothing() throws Exception {
        write(0, 5_000, "options");
        Path copy = Files.createDirectory(parent.resolve("copy"));
        for (Path file : files()) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        thin();
        List<Event> thinned = EventRecords.effective(folder);
        List<Path> kept = files();
        int restored = 0;
        for (Path file : sorted(copy)) { // what was deleted is there again
            if (!kept.contains(folder.resolve(file.getFileName()))) {
                Files.copy(file, folder.resolve(file.getFileName()));
                restored++;
            }
        }
        assertThat(restored).isPositive();
        assertThat(EventRecords.effective(folder)).isEqualTo(thinned);
        write(5_000, 7_500, "options");
        thin();
        assertThat(EventRecords.steps(folder, SCALAR))
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith(0L);
    }

    @Test
    void stepsThatAResumedJobRepeatsAreShownOnceAfterThinning() throws Exception {
        write(0, 6_000, "first");
        write(4_000, 8_000, "second");
        write(3_000, 5_000, "third");
        thin();
        List<Event> events = EventRecords.effective(folder);
        assertThat(EventRecords.steps(folder, SCALAR))
                .isSorted()
                .doesNotHaveDuplicates()
                .endsWith(4_999L);
        assertThat(EventRecords.steps(folder, "options")).containsExactly(0L, 3_000L);
        assertThat(events)
                .filteredOn(event -> event.getStep() >= 3_000)
                .allSatisfy(event -> assertThat(event.getWallTime())
                        .isGreaterThanOrEqualTo((double) time(3_000, "third").getEpochSecond()));
    }

    @Test
    void manySmallFilesAreMergedUnchanged() throws Exception {
        for (long attempt = 0; attempt < 120; attempt++) {
            write(attempt, attempt + 1, "options");
            thin();
        }
        assertThat(files()).hasSizeLessThan(70);
        assertThat(EventRecords.steps(folder, SCALAR))
                .isEqualTo(LongStream.range(0, 120).boxed().toList());
        assertThat(EventRecords.steps(folder, HISTOGRAM)).hasSize(120);
    }

    @Test
    void aFileThatACrashHasDamagedIsReadUpToTheDamage() throws Exception {
        write(0, 100, "options");
        Path first = files().get(0);
        byte[] content = Files.readAllBytes(first);
        Files.write(first, Arrays.copyOf(content, content.length - 7));
        write(100, 5_000, "options");
        thin();
        assertThat(EventRecords.steps(folder, SCALAR))
                .isSorted()
                .doesNotHaveDuplicates()
                .startsWith(0L);
    }

    @Test
    void aStoppedThinningChangesNothing() throws Exception {
        write(0, 5_000, "options");
        List<Event> before = EventRecords.all(folder);
        var checks = new int[1];
        new Thinning(LIMIT, () -> ++checks[0] > 4_000).thin(EventFile.before(StoragePath.of(folder.resolve("z"))));
        assertThat(EventRecords.all(folder)).isEqualTo(before);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    /** Does not thin. */
    private void write(long from, long to, String options) throws IOException {
        Event text = Event.newBuilder()
                .setSummary(new SummaryBuilder().text("options", options).build())
                .build();
        try (var keeper = new EventFileKeeper(Long.MAX_VALUE);
                var writer =
                        new SummaryWriter(StoragePath.of(folder), List.of(text), Thinning.fileBytes(LIMIT), keeper)) {
            for (long step = from; step < to; step++) {
                writer.add(step, time(step, options), summary());
            }
        }
    }

    private static Instant time(long step, String options) {
        return Instant.ofEpochSecond(1_000_000_000L + options.length() + step);
    }

    private Summary summary() {
        double[] limits = random.doubles(BUCKETS).sorted().toArray();
        double[] counts = random.doubles(BUCKETS).toArray();
        return new SummaryBuilder()
                .scalar(SCALAR, random.nextDouble())
                .histogram(HISTOGRAM, new Histogram(BUCKETS, 0, 1, 1, 1, limits, counts))
                .build();
    }

    private void thin() throws IOException {
        var thinning = new Thinning(LIMIT, () -> false);
        List<EventFile> files = EventFile.before(StoragePath.of(folder.resolve("z")));
        if (thinning.isNeeded(files)) {
            thinning.thin(files);
        }
    }

    private List<Path> files() throws IOException {
        return sorted(folder);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted(Comparator.naturalOrder()).toList();
        }
    }

    private long bytes() throws IOException {
        long bytes = 0;
        for (Path file : files()) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static long gap(List<Long> steps) {
        List<Long> gaps = new ArrayList<>();
        for (int i = 1; i < steps.size(); i++) {
            gaps.add(steps.get(i) - steps.get(i - 1));
        }
        return gaps.stream().mapToLong(Long::longValue).max().orElse(0);
    }
}
