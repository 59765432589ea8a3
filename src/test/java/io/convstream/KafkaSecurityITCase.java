package io.convstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that requires TLS and a password; the password appears nowhere. */
class KafkaSecurityITCase {

    private static final String PASSWORD = "ultramarine-7341";
    private static final Pattern DASHBOARD = Pattern.compile("Flink dashboard: (http://\\S+)");

    @TempDir
    private static Path folder;

    private static Path certificate;
    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        Path keys = folder.resolve("keys.p12");
        certificate = folder.resolve("broker.pem");
        keytool(keys, "-genkeypair", "-keyalg", "EC", "-dname", "CN=broker", "-ext", "san=ip:127.0.0.1");
        keytool(keys, "-exportcert", "-rfc", "-file", certificate.toString());
        broker = KafkaBroker.start(
                folder,
                "listener.security.protocol.map=CONTROLLER:PLAINTEXT,FAR:SASL_SSL,PLAINTEXT:PLAINTEXT",
                "listener.name.far.ssl.keystore.location=" + keys,
                "listener.name.far.ssl.keystore.type=PKCS12",
                "listener.name.far.ssl.keystore.password=of no interest",
                "listener.name.far.sasl.enabled.mechanisms=PLAIN",
                "listener.name.far.plain.sasl.jaas.config="
                        + "org.apache.kafka.common.security.plain.PlainLoginModule required user_painter=\"" + PASSWORD
                        + "\";");
    }

    private static void keytool(Path keys, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "broker", "-keystore", keys.toString(), "-storepass", "of no interest"));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    @AfterAll
    static void stopBroker() throws IOException {
        broker.close();
    }

    @Test
    void trafficIsEncryptedAndThePasswordAppearsNowhere() throws Exception {
        String properties = properties("right.properties", PASSWORD);
        RunProcess feed = RunProcess.start(
                folder.resolve("feed.log"),
                List.of("feed", "--data=shapes", "--to=" + broker.farAddress("images"), "--create=1", properties));
        assertThat(feed.await()).describedAs(feed.output()).isZero();

        Path run = folder.resolve("run");
        RunProcess train = train(
                run,
                properties,
                "--events=" + broker.farAddress("events"),
                "--dead-letters=" + broker.farAddress("bad"),
                "--network=tiny",
                "--shuffle-buffer=2000",
                "--checkpoint-interval=500ms");
        train.awaitCheckpoint(run, 2);
        List<String> pages = pages(train);
        train.interrupt();
        assertThat(train.await()).describedAs(train.output()).isZero();

        assertThat(RunProcess.events(run, "step")).isNotEmpty();
        assertThat(broker.committed("events")).isNotEmpty();
        assertThat(pages).hasSizeGreaterThan(5).allSatisfy(KafkaSecurityITCase::assertSecret);
        assertSecret(feed.output());
        assertSecret(train.output());
        try (Stream<Path> files = Files.walk(run)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1).contains(PASSWORD))
                        .describedAs(file.toString())
                        .isFalse();
            }
        }
    }

    @Test
    void aWrongPasswordIsRefusedInOneSentence() throws Exception {
        RunProcess train = train(folder.resolve("refused"), properties("wrong.properties", "vermilion-1"));
        assertThat(train.await()).isEqualTo(1);
        assertThat(train.output())
                .contains("Authentication failed: Invalid username or password")
                .doesNotContain("vermilion-1", "\tat ");
    }

    private static RunProcess train(Path run, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("train", "--data=shapes", "--source=" + broker.farAddress("images"), "--run=" + run));
        arguments.addAll(List.of(options));
        return RunProcess.start(folder.resolve(run.getFileName() + ".log"), arguments);
    }

    /** The option that gives a command this password. */
    private static String properties(String name, String password) throws IOException {
        Path file = Files.writeString(folder.resolve(name), """
                security.protocol=SASL_SSL
                ssl.truststore.type=PEM
                ssl.truststore.location=%s
                sasl.mechanism=PLAIN
                sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required \\
                  username="painter" password="%s";
                """.formatted(certificate, password));
        return "--kafka-properties=" + file;
    }

    /** All that Flink's dashboard knows of a job that runs, and of what it runs on. */
    private static List<String> pages(RunProcess train) throws IOException, InterruptedException {
        Matcher dashboard = DASHBOARD.matcher(train.output());
        assertThat(dashboard.find()).describedAs(train.output()).isTrue();
        String address = dashboard.group(1);
        ObjectMapper json = new ObjectMapper();
        String job = "/jobs/"
                + json.readTree(page(address + "/jobs")).at("/jobs/0/id").asText();
        List<String> paths = new ArrayList<>(List.of(
                job,
                job + "/config",
                job + "/plan",
                job + "/jobmanager/config",
                job + "/checkpoints/config",
                job + "/accumulators?includeSerializedValue=true",
                "/jobmanager/config"));
        for (JsonNode vertex : json.readTree(page(address + job)).get("vertices")) {
            paths.add(job + "/vertices/" + vertex.get("id").asText());
        }
        List<String> pages = new ArrayList<>();
        for (String path : paths) {
            pages.add(page(address + path));
        }
        return pages;
    }

    private static String page(String address) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address)).build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).describedAs(address).isEqualTo(200);
        return answer.body();
    }

    private static void assertSecret(String text) {
        assertThat(text).doesNotContain(PASSWORD);
    }
}
