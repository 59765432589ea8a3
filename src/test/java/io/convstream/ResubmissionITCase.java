package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** One TaskManager takes twenty jobs one after the other: nothing of the earlier ones stays in it. */
@Tag("soak")
@EnabledOnOs(OS.LINUX)
class ResubmissionITCase {

    private static final int JOBS = 20;
    /** Buffers are filled and code is compiled by then. */
    private static final int WARM = 5;

    @TempDir
    private static Path folder;

    private static TestCluster cluster;

    /** A process after a job; sizes in MB. */
    private record Measured(long resident, long metaspace, long threads, long natives) {

        private static final Pattern METASPACE = Pattern.compile("Metaspace +used (\\d+)K");

        static Measured of(ProcessHandle process) throws Exception {
            String pid = String.valueOf(process.pid());
            jcmd(pid, "GC.run");
            String status = Files.readString(Path.of("/proc", pid, "status"));
            long natives;
            try (Stream<String> maps = Files.lines(Path.of("/proc", pid, "maps"))) {
                natives = maps.filter(line -> line.endsWith(".so"))
                        .map(line -> line.substring(line.indexOf('/')))
                        .distinct()
                        .count();
            }
            return new Measured(
                    number(Pattern.compile("RssAnon:\\s+(\\d+) kB"), status) >> 10,
                    number(METASPACE, jcmd(pid, "GC.heap_info")) >> 10,
                    number(Pattern.compile("Threads:\\s+(\\d+)"), status),
                    natives);
        }

        private static long number(Pattern pattern, String text) {
            Matcher found = pattern.matcher(text);
            assertThat(found.find()).describedAs(text).isTrue();
            return Long.parseLong(found.group(1));
        }

        private static String jcmd(String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "jcmd").toString()));
            command.addAll(List.of(arguments));
            Process jcmd = new ProcessBuilder(command).redirectErrorStream(true).start();
            return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @BeforeAll
    static void startTheCluster() throws Exception {
        cluster = TestCluster.start(folder.resolve("cluster"));
    }

    @AfterAll
    static void stopTheCluster() throws Exception {
        cluster.cluster("stop");
    }

    @Test
    void earlierJobsLeaveNothingBehind() throws Exception {
        List<Measured> curve = new ArrayList<>();
        var table = new StringBuilder("""
                | job | resident, without files (MB) | metaspace (MB) | threads | native libraries |
                | --- | --- | --- | --- | --- |
                """);
        for (int job = 1; job <= JOBS; job++) {
            RunProcess submit = cluster.submit(
                    folder.resolve("run" + job),
                    List.of("--data=shapes", "--network=cifar10", "--towers=2", "--steps=60", "--no-report"));
            assertThat(submit.await()).describedAs(submit.output()).isZero();
            Measured measured = Measured.of(cluster.process("taskmanager-1"));
            curve.add(measured);
            table.append(String.format(
                    Locale.ROOT,
                    "| %d | %d | %d | %d | %d |%n",
                    job,
                    measured.resident(),
                    measured.metaspace(),
                    measured.threads(),
                    measured.natives()));
        }
        System.out.println(table);
        Files.writeString(Path.of("target", "resubmissions.md"), table);

        Measured warm = curve.get(WARM - 1);
        Measured last = curve.get(JOBS - 1);
        assertThat(last.natives()).isEqualTo(warm.natives());
        assertThat(last.threads()).isCloseTo(warm.threads(), within(5L));
        assertThat(last.metaspace()).isCloseTo(warm.metaspace(), Percentage.withPercentage(10));
        assertThat(last.resident()).isCloseTo(warm.resident(), Percentage.withPercentage(10));
    }
}
