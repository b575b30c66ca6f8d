import ezvcard.Ezvcard;
import ezvcard.VCard;
import ezvcard.VCardVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads files of cards with ez-vcard, and writes them: arguments are version, input and output. */
class RewriteCards {
    public static void main(String[] arguments) throws IOException {
        for (int at = 0; at < arguments.length; at += 3) {
            List<VCard> cards = Ezvcard.parse(Path.of(arguments[at + 1])).all();
            VCardVersion version = VCardVersion.valueOfByStr(arguments[at]);
            Files.writeString(Path.of(arguments[at + 2]), Ezvcard.write(cards).version(version).go());
        }
    }
}
