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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code ./convstream}, in a temporary project and with a PATH that holds only known tools. */
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
            "locale",
            "mkdir",
            "mv",
            "ps",
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
            "echo build >>builds; sleep 0.2; for word; do case $word in -Dbuild.folder=*) folder=${word#*=} ;; esac; done; "
                    + "mkdir -p \"$folder/lib\"; touch \"$folder/convstream-1.jar\"";
    private static final String MAVEN_THAT_FAILS = "echo '[INFO] hello'; echo '[ERROR] no network'; exit 1";

    @TempDir
    private Path folder;

    private Path home;
    private Path bin;
    private Path elsewhere;

    /** Output and exit code of the script. */
    private record Start(int exitCode, String output, String error) {}

    @BeforeEach
    void layOutAProject() throws IOException {
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
    void withoutJavaItSaysWhatToInstall() throws Exception {
        Start start = start();
        assertThat(start.exitCode()).isEqualTo(2);
        assertThat(start.error())
                .isEqualTo("convstream: no Java found: install a JDK, version 17 or 21, "
                        + "and put java on the PATH or set JAVA_HOME.\n");
    }

    @Test
    void java8And11AreTooOld() throws Exception {
        for (String version : List.of("1.8.0_402", "11.0.2")) {
            program("java", JAVA.formatted(version));
            Start start = start();
            assertThat(start.exitCode()).isEqualTo(2);
            assertThat(start.error()).startsWith("convstream: Java 17 or newer is needed, but java is version ");
        }
    }

    @Test
    void withoutMavenItCannotBuild() throws Exception {
        program("java", JAVA.formatted("17.0.1"));
        Start start = start();
        assertThat(start.exitCode()).isEqualTo(2);
        assertThat(start.error()).startsWith("convstream: Maven is needed to build convstream");
    }

    @Test
    void theFirstStartBuildsAndTheSecondDoesNot() throws Exception {
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MAVEN_THAT_BUILDS);
        assertThat(start().error())
                .matches("Building convstream \\(first start only, about a minute\\) … done in \\d+ s\\.\n");
        assertThat(start().error()).isEmpty();
    }

    @Test
    void aChangedSourceIsBuiltOnce() throws Exception {
        program("java", JAVA.formatted("21"));
        program("mvn", MAVEN_THAT_BUILDS);
        start();
        changeASource();
        assertThat(start().error()).startsWith("Building convstream (the sources have changed) … done");
        assertThat(start().error()).isEmpty();
    }

    @Test
    void twoFirstStartsAtOnceBuildOnce() throws Exception {
        assumeTrue(Files.exists(bin.resolve("flock")), "no flock on this machine");
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MAVEN_THAT_BUILDS);
        Process one = launch();
        Process two = launch();
        assertThat(finish(one).exitCode() + finish(two).exitCode()).isZero();
        assertThat(home.resolve("builds")).hasContent("build");
    }

    @Test
    void aFailedBuildPrintsTheErrorsAndTheLogFile() throws Exception {
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MAVEN_THAT_FAILS);
        Start start = start();
        assertThat(start.exitCode()).isEqualTo(1);
        assertThat(start.error()).contains("failed.", "[ERROR] no network", "target/build.log");
        assertThat(home.resolve("target/build.log")).content().contains("[INFO] hello");
    }

    @Test
    void throughALinkJavaGetsUnchangedArgumentsAndWorkingDirectory() throws Exception {
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MAVEN_THAT_BUILDS);
        Files.createSymbolicLink(elsewhere.resolve("link"), home.resolve("convstream"));
        Start start = finish(launch(elsewhere.resolve("link"), "train", "--run", "a b", "*"));
        assertThat(start.output().lines())
                .startsWith(elsewhere.toString(), "@" + home + "/flink-conf/jvm.flags")
                .contains("-Dconvstream.build=" + build(), build() + "/lib/*:" + build() + "/convstream-1.jar")
                .containsSubsequence("-Xmx1g", "-Xmx2g")
                .endsWith("io.convstream.cli.Convstream", "train", "--run", "a b", "*");
    }

    @Test
    void commandsThatAcceptAnyBuildRunFromTheLastOne() throws Exception {
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MAVEN_THAT_BUILDS);
        start();
        Path last = build();
        changeASource();
        program("mvn", MAVEN_THAT_FAILS);
        for (String command : List.of(
                "stop 12",
                "savepoint 12",
                "savepoint inspect runs/a",
                "watch",
                "doctor --run a",
                "cluster stop --dir x",
                "cluster --dir x status",
                "--stacktrace stop 12",
                "train --help",
                "--version",
                "help train")) {
            Start start = finish(launch(home.resolve("convstream"), command.split(" ")));
            assertThat(start.exitCode())
                    .describedAs(command + ": " + start.error())
                    .isZero();
            assertThat(start.output()).contains(last + "/convstream-1.jar");
            assertThat(start.error())
                    .isEqualTo("convstream: the sources have changed since the build that this command uses.\n");
        }
        for (String command : List.of("train", "submit", "cluster start", "feed --to x", "cluster --dir stop start")) {
            assertThat(finish(launch(home.resolve("convstream"), command.split(" ")))
                            .error())
                    .describedAs(command)
                    .startsWith("Building convstream (the sources have changed) … failed.");
        }
    }

    @Test
    void aFailedBuildKeepsTheLastOneAndSaysHowToUseIt() throws Exception {
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MAVEN_THAT_BUILDS);
        start();
        Path last = build();
        changeASource();
        program("mvn", MAVEN_THAT_FAILS);
        Start failed = start();
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.error()).contains("the last build is unharmed", "CONVSTREAM_BUILD=never");
        assertThat(last.resolve("lib")).isDirectory();
        assertThat(build()).isEqualTo(last);
        program("never", "CONVSTREAM_BUILD=never exec bash \"$@\"");
        Start never =
                finish(launch(bin.resolve("never"), home.resolve("convstream").toString(), "train"));
        assertThat(never.output()).describedAs(never.error()).contains(last + "/convstream-1.jar");
    }

    @Test
    void buildsAreDeletedExceptThoseOfRunningProcesses() throws Exception {
        assumeTrue(Files.exists(bin.resolve("ps")), "no ps on this machine");
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MAVEN_THAT_BUILDS);
        start();
        Path first = build();
        Process running = new ProcessBuilder("sh", "-c", "sleep 60; true", "-cp", first + "/lib/*").start();
        try {
            changeASource();
            start();
            Path second = build();
            assertThat(second).isNotEqualTo(first);
            changeASource();
            start();
            assertThat(first.resolve("lib")).isDirectory();
            assertThat(second).doesNotExist();
        } finally {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.destroyForcibly().waitFor();
        }
        changeASource();
        start();
        assertThat(first).doesNotExist();
    }

    @Test
    void aDirectMavenBuildIsUsedIfItIsTheNewest() throws Exception {
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MAVEN_THAT_BUILDS);
        start();
        Files.createDirectories(home.resolve("target/lib"));
        Files.createFile(home.resolve("target/convstream-2.jar"));
        assertThat(start().output()).contains(home + "/target/lib/*:" + home + "/target/convstream-2.jar");
    }

    @Test
    void aReleaseArchiveNeedsNoMaven() throws Exception {
        Path archive = Files.createDirectories(folder.resolve("a release"));
        for (String name : List.of("bin", "lib", "cluster-lib", "conf")) {
            Files.createDirectory(archive.resolve(name));
        }
        Path script = Files.copy(Path.of("convstream"), archive.resolve("bin/convstream"));
        archive = archive.toRealPath();
        program("java", JAVA.formatted("17.0.1"));
        Start train = finish(launch(script, "train", "a b"));
        assertThat(train.exitCode()).describedAs(train.error()).isZero();
        assertThat(train.error()).isEmpty();
        assertThat(train.output().lines())
                .startsWith(elsewhere.toString(), "@" + archive + "/conf/jvm.flags")
                .contains("-Dconvstream.home=" + archive, "-Dconvstream.build=" + archive)
                .containsSequence("-cp", archive + "/lib/*:" + archive + "/cluster-lib/*")
                .endsWith("io.convstream.cli.Convstream", "train", "a b");
        Start bench = finish(launch(script, "bench"));
        assertThat(bench.exitCode()).isEqualTo(2);
        assertThat(bench.error()).startsWith("convstream: the benchmarks need the sources");
    }

    @Test
    void jarsOfSourcesAndDocumentationAreNotStarted() throws Exception {
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MAVEN_THAT_BUILDS);
        Files.createDirectories(home.resolve("target/lib"));
        for (String name : List.of("convstream-2.jar", "convstream-2-javadoc.jar", "convstream-2-sources.jar")) {
            Files.createFile(home.resolve("target").resolve(name));
        }
        assertThat(start().output()).contains(home + "/target/lib/*:" + home + "/target/convstream-2.jar\n");
    }

    @Test
    void aJavaThatDoesNotStartIsReportedWithItsOutput() throws Exception {
        program("java", "echo 'Unrecognized VM option NoSuchFlag'; exit 1");
        Start start = start();
        assertThat(start.exitCode()).isEqualTo(2);
        assertThat(start.error())
                .startsWith("convstream: java does not start: check JAVA_TOOL_OPTIONS")
                .contains("Unrecognized VM option NoSuchFlag");
    }

    @Test
    void nonAsciiNamesNeedNoLocale() throws Exception {
        assumeTrue(Files.exists(bin.resolve("locale")), "no locale on this machine");
        program("java", JAVA.formatted("17.0.1") + "; printf 'LC_ALL=%s\\n' \"${LC_ALL-}\"");
        program("mvn", MAVEN_THAT_BUILDS);
        program("ascii", "LC_ALL=C exec bash \"$@\"");
        Start start =
                finish(launch(bin.resolve("ascii"), home.resolve("convstream").toString()));
        assertThat(start.output().lines()).last().asString().matches("LC_ALL=.*(UTF-8|utf8)");
    }

    /** Sets a modification time after that of every build. */
    private void changeASource() throws IOException {
        Files.writeString(home.resolve("src/main/New.java"), "class New {}");
        try (Stream<Path> stamps = Files.walk(home.resolve("target"))) {
            for (Path stamp : stamps.toList()) {
                FileTime earlier = FileTime.from(
                        Files.getLastModifiedTime(stamp).toInstant().minusSeconds(60));
                Files.setLastModifiedTime(stamp, earlier);
            }
        }
    }

    /** The newest build. */
    private Path build() throws IOException {
        try (Stream<Path> builds = Files.list(home.resolve("target/builds"))) {
            return builds.max(Comparator.comparing(
                            build -> build.resolve("build.stamp").toFile().lastModified()))
                    .orElseThrow();
        }
    }

    private void program(String name, String script) throws IOException {
        Path file = Files.writeString(bin.resolve(name), "#!/bin/bash\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Start start() throws IOException, InterruptedException {
        return finish(launch());
    }

    private Process launch() throws IOException {
        return launch(home.resolve("convstream"), "train");
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
