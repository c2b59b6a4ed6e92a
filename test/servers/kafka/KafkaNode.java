import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Time;

/**
 * Apache Kafka, broker and controller in one process, and beside it over HTTP what a test does with it by Apache's own
 * clients: make a topic, allow a user to write, read everything. Arguments: the file of its properties, the address
 * for its clients, and the users of SCRAM, as `MECHANISM=[name=…,password=…]`.
 */
public final class KafkaNode {
    public static void main(String[] args) throws Exception {
        String properties = args[0];
        Properties props = new Properties();
        try (FileInputStream in = new FileInputStream(properties)) {
            props.load(in);
        }
        if (!Files.exists(Path.of(props.getProperty("log.dirs"), "meta.properties"))) format(properties, args);
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(props), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown));
        server.startup();
        System.out.println("READY http://127.0.0.1:" + serve(args[1]));
        server.awaitShutdown();
    }

    private static void format(String properties, String[] args) {
        List<String> command = new ArrayList<>(List.of("format", "-t", "bG9nc2hpcC10ZXN0LTAwMA", "-c", properties));
        for (int index = 2; index < args.length; index++) command.addAll(List.of("--add-scram", args[index]));
        int code = StorageTool.execute(command.toArray(String[]::new), new PrintStream(System.err));
        if (code != 0) throw new IllegalStateException("the storage could not be formatted");
    }

    private static int serve(String brokers) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        http.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange, brokers);
            }
        });
        http.start();
        return http.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, String brokers) throws IOException {
        String topic = exchange.getRequestURI().getPath().substring(1);
        String query = exchange.getRequestURI().getQuery();
        try {
            switch (exchange.getRequestMethod()) {
                case "PUT" -> create(brokers, topic, query);
                case "POST" -> allow(brokers, topic, query);
                default -> {
                    exchange.sendResponseHeaders(200, 0);
                    read(brokers, topic, exchange.getResponseBody());
                    return;
                }
            }
            exchange.sendResponseHeaders(200, -1);
        } catch (Exception error) {
            byte[] body = error.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(500, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** `partitions=3&max.message.bytes=1000` */
    private static void create(String brokers, String topic, String query) throws Exception {
        Map<String, String> settings = new HashMap<>();
        for (String pair : query.split("&")) settings.put(pair.split("=")[0], pair.split("=")[1]);
        int partitions = Integer.parseInt(settings.remove("partitions"));
        try (Admin admin = admin(brokers)) {
            NewTopic wanted = new NewTopic(topic, partitions, (short) 1).configs(settings);
            admin.createTopics(List.of(wanted)).all().get();
        }
    }

    /** `user=alice` */
    private static void allow(String brokers, String topic, String query) throws Exception {
        String user = "User:" + query.split("=")[1];
        ResourcePattern pattern = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        AccessControlEntry write = new AccessControlEntry(user, "*", AclOperation.WRITE, AclPermissionType.ALLOW);
        try (Admin admin = admin(brokers)) {
            admin.createAcls(List.of(new AclBinding(pattern, write))).all().get();
        }
    }

    /** A line a record: partition, offset, timestamp, key, value, the last two in base 64. */
    private static void read(String brokers, String topic, OutputStream out) throws IOException {
        Properties props = new Properties();
        props.put("bootstrap.servers", brokers);
        props.put("enable.auto.commit", "false");
        props.put("max.poll.records", "1000");
        Base64.Encoder base64 = Base64.getEncoder();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(props, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .collect(Collectors.toList());
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    String key = record.key() == null ? "-" : base64.encodeToString(record.key());
                    String place = record.partition() + " " + record.offset() + " " + record.timestamp();
                    String line = place + " " + key + " " + base64.encodeToString(record.value()) + "\n";
                    out.write(line.getBytes(StandardCharsets.US_ASCII));
                }
            }
        }
    }

    private static Admin admin(String brokers) {
        return Admin.create(Map.of("bootstrap.servers", brokers));
    }
}
