package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./convstream}, in a folder of its own and on a PATH that holds only what a test puts there. */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {

    private static final List<String> TOOLS = List.of(
            "bash",
            "date",
            "dirname",
            "find",
            "flock",
            "grep",
            "id",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sleep",
            "tail",
            "touch",
            "uname");

    private static final String JAVA = "[ \"$1\" = -version ] && { echo 'openjdk version \"%s\"' >&2; exit; }\n"
            + "pwd -P; printf '%%s\\n' \"$@\"";
    private static final String MAVEN_THAT_BUILDS =
            "echo build >>builds; sleep 0.2; mkdir -p target/lib; touch target/convstream-1.jar";

    @TempDir
    private Path folder;

    private Path home;
    private Path bin;
    private Path elsewhere;

    /** What a start printed, and how it ended. */
    private record Start(int exitCode, String output, String error) {}

    @BeforeEach
    void lay_out_a_project() throws IOException {
        home = Files.createDirectories(folder.resolve("a project")).toRealPath();
        bin = Files.createDirectory(folder.resolve("bin"));
        elsewhere = Files.createDirectory(folder.resolve("elsewhere")).toRealPath();
        Files.copy(Path.of("convstream"), home.resolve("convstream"));
        Files.createDirectories(home.resolve("src/main"));
        Files.writeString(home.resolve("pom.xml"), "<project/>");
        for (String tool : TOOLS) {
            for (String path : System.getenv("PATH").split(File.pathSeparator, -1)) {
                if (Files.isExecutable(Path.of(path, tool)) && Files.notExists(bin.resolve(tool))) {
                    program(tool, "exec " + Path.of(path, tool) + " \"$@\"");
                }
            }
        }
    }

    @Test
    void without_java_it_says_what_to_install() throws Exception {
        Start start = start();
        assertThat(start.exitCode()).isEqualTo(2);
        assertThat(start.error())
                .isEqualTo("convstream: no Java found: install a JDK, version 17 or 21, "
                        + "and put java on the PATH or set JAVA_HOME.\n");
    }

    @Test
    void java_8_and_11_are_too_old() throws Exception {
        for (String version : List.of("1.8.0_402", "11.0.2")) {
            program("java", JAVA.formatted(version));
            Start start = start();
            assertThat(start.exitCode()).isEqualTo(2);
            assertThat(start.error()).startsWith("convstream: Java 17 or newer is needed, but java is version ");
        }
    }

    @Test
    void without_maven_it_cannot_build() throws Exception {
        program("java", JAVA.formatted("17.0.1"));
        Start start = start();
        assertThat(start.exitCode()).isEqualTo(2);
        assertThat(start.error()).startsWith("convstream: Maven is needed to build convstream");
    }

    @Test
    void the_first_start_builds_and_the_second_does_not() throws Exception {
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MAVEN_THAT_BUILDS);
        assertThat(start().error())
                .matches("Building convstream \\(first start only, about a minute\\) … done in \\d+ s\\.\n");
        assertThat(start().error()).isEmpty();
    }

    @Test
    void a_changed_source_is_built_once() throws Exception {
        program("java", JAVA.formatted("21"));
        program("mvn", MAVEN_THAT_BUILDS);
        start();
        Files.setLastModifiedTime(
                home.resolve("target/build.stamp"), FileTime.from(Instant.now().minusSeconds(60)));
        Files.setLastModifiedTime(
                home.resolve("target/convstream-1.jar"),
                FileTime.from(Instant.now().minusSeconds(60)));
        Files.writeString(home.resolve("src/main/New.java"), "class New {}");
        assertThat(start().error()).startsWith("Building convstream (the sources have changed) … done");
        assertThat(start().error()).isEmpty();
    }

    @Test
    void two_first_starts_at_once_build_once() throws Exception {
        assumeTrue(Files.exists(bin.resolve("flock")), "no flock on this machine");
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MAVEN_THAT_BUILDS);
        Process one = launch();
        Process two = launch();
        assertThat(finish(one).exitCode() + finish(two).exitCode()).isZero();
        assertThat(home.resolve("builds")).hasContent("build");
    }

    @Test
    void a_failed_build_shows_what_maven_said_and_where_the_rest_is() throws Exception {
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", "echo '[INFO] hello'; echo '[ERROR] no network'; exit 1");
        Start start = start();
        assertThat(start.exitCode()).isEqualTo(1);
        assertThat(start.error()).contains("failed.", "[ERROR] no network", "target/build.log");
        assertThat(home.resolve("target/build.log")).content().contains("[INFO] hello");
    }

    @Test
    void through_a_link_java_gets_the_arguments_as_they_were_and_the_users_folder() throws Exception {
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MAVEN_THAT_BUILDS);
        Files.createSymbolicLink(elsewhere.resolve("link"), home.resolve("convstream"));
        Start start = finish(launch(elsewhere.resolve("link"), "train", "--run", "a b", "*"));
        assertThat(start.output().lines())
                .startsWith(elsewhere.toString(), "@" + home + "/flink-conf/jvm.flags")
                .contains(home + "/target/lib/*:" + home + "/target/convstream-1.jar")
                .containsSubsequence("-Xmx1g", "-Xmx2g")
                .endsWith("io.convstream.cli.Convstream", "train", "--run", "a b", "*");
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/bash\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Start start() throws IOException, InterruptedException {
        return finish(launch());
    }

    private Process launch() throws IOException {
        return launch(home.resolve("convstream"));
    }

    private Process launch(Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(bin.resolve("bash").toString(), script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(elsewhere.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().put("CONVSTREAM_JVM_OPTS", "-Xmx2g");
        return builder.start();
    }

    private static Start finish(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Start(process.waitFor(), output, error);
    }
}
