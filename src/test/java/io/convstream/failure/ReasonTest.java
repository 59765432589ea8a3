package io.convstream.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ReasonTest {

    @TempDir
    private Path folder;

    @Test
    void namesTheFileOfAFileSystemFailure() throws IOException {
        Path missing = folder.resolve("missing");
        Path file = Files.write(folder.resolve("file"), new byte[] {(byte) 0xe9, 'b'});
        assertThat(reason(() -> Files.readString(missing))).isEqualTo("there is no file " + missing);
        assertThat(reason(() -> new FileInputStream(missing.toFile()).close()))
                .isEqualTo("there is no file " + missing);
        assertThat(reason(() -> new FileInputStream(folder.toFile()).close()))
                .isEqualTo(folder + ": it is a folder, not a file");
        assertThat(reason(() -> Files.readString(folder))).isEqualTo("it is a folder, not a file");
        assertThat(reason(() -> Files.delete(folder))).isEqualTo("folder " + folder + " is not empty");
        assertThat(reason(() -> Files.createDirectory(file))).isEqualTo(file + " exists already");
        assertThat(reason(() -> openFolder(file))).isEqualTo(file + " is not a folder");
        assertThat(reason(() -> new ZipFile(file.toFile()).close())).startsWith("not a zip file, or damaged");
        assertThat(reason(() -> Files.readString(file, StandardCharsets.UTF_8))).startsWith("it is not text in UTF-8");
    }

    @Test
    void namesAnUnknownHost() {
        assertThat(reason(() -> InetAddress.getAllByName("no-such-host.invalid")))
                .startsWith("unknown host no-such-host.invalid: check the name");
    }

    @Test
    void stateOfAnotherVersionIsRefused() {
        String type = "io.convstream.train.ModelSnapshotSerializer$Snapshot";
        assertThat(reason(() -> Class.forName(type)))
                .isEqualTo("the state was written by another version of convstream (there is no " + type
                        + "): resume it with that version");
    }

    private static void openFolder(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            assertThat(files).isNotNull();
        }
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new AccessDeniedException("/root/x"),
                new FileSystemException("/full/x", null, "No space left on device"),
                new IOException("No space left on device"),
                new IOException("Too many open files"),
                new UnknownHostException("broker: Name or service not known"),
                new ConnectException("Connection refused"),
                new ConnectException(),
                new BindException("Address already in use"),
                new InvalidPathException("d\u00e9", "Malformed input or input contains unmappable characters"),
                new OutOfMemoryError("Java heap space"),
                new OutOfMemoryError("unable to create native thread: possibly out of memory"),
                new OutOfMemoryError("Physical memory usage is too high"),
                new IllegalStateException("java.util.concurrent.ExecutionException: java.io.IOException: it broke"),
                new IllegalStateException());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void containsNoClassName(Throwable failure) {
        assertThat(Reason.of(failure))
                .isNotBlank()
                .doesNotContain("null")
                .doesNotContainPattern("[A-Z]\\w+(Exception|Error)");
    }

    @Test
    void saysHowToGetMoreMemoryOrDisk() {
        assertThat(Reason.of(new OutOfMemoryError("Java heap space"))).contains("CONVSTREAM_JVM_OPTS=-Xmx");
        assertThat(Reason.of(new IOException("No space left on device")))
                .isEqualTo("the disk is full: free some space");
    }

    private static String reason(ThrowingCallable code) {
        return Reason.of(catchThrowable(code));
    }
}
