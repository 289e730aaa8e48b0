package cafe.libp2p.security.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipher;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** BouncyCastle's lightweight cryptography with the JDK's bulk ciphers. */
final class FastTlsCrypto extends BcTlsCrypto {
  private static final int TAG = 16;

  FastTlsCrypto(SecureRandom random) {
    super(random);
  }

  @Override
  protected TlsAEADCipher createCipher_AES_GCM(
      TlsCryptoParameters parameters, int keySize, int macSize) throws IOException {
    return new TlsAEADCipher(
        parameters,
        new JdkAead("AES", "AES/GCM/NoPadding", Cipher.ENCRYPT_MODE),
        new JdkAead("AES", "AES/GCM/NoPadding", Cipher.DECRYPT_MODE),
        keySize,
        macSize,
        TlsAEADCipher.AEAD_GCM,
        null);
  }

  @Override
  protected TlsCipher createChaCha20Poly1305(TlsCryptoParameters parameters) throws IOException {
    return new TlsAEADCipher(
        parameters,
        new JdkAead("ChaCha20", "ChaCha20-Poly1305", Cipher.ENCRYPT_MODE),
        new JdkAead("ChaCha20", "ChaCha20-Poly1305", Cipher.DECRYPT_MODE),
        32,
        TAG,
        TlsAEADCipher.AEAD_CHACHA20_POLY1305,
        null);
  }

  private static final class JdkAead implements TlsAEADCipherImpl {
    private final String keyAlgorithm;
    private final int mode;
    private final Cipher cipher;
    private SecretKeySpec key;

    JdkAead(String keyAlgorithm, String transformation, int mode) {
      this.keyAlgorithm = keyAlgorithm;
      this.mode = mode;
      this.key = new SecretKeySpec(new byte[32], keyAlgorithm);
      try {
        this.cipher = Cipher.getInstance(transformation);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void setKey(byte[] bytes, int offset, int length) {
      key = new SecretKeySpec(bytes, offset, length, keyAlgorithm);
    }

    @Override
    public void init(byte[] nonce, int macSize) throws IOException {
      AlgorithmParameterSpec parameters =
          keyAlgorithm.equals("AES")
              ? new GCMParameterSpec(8 * macSize, nonce)
              : new IvParameterSpec(nonce);
      try {
        cipher.init(mode, key, parameters);
      } catch (GeneralSecurityException e) {
        throw new IOException("tls: cannot start a record", e);
      }
    }

    @Override
    public int getOutputSize(int inputLength) {
      return mode == Cipher.ENCRYPT_MODE ? inputLength + TAG : Math.max(0, inputLength - TAG);
    }

    @Override
    public int doFinal(
        byte[] associated, byte[] input, int offset, int length, byte[] output, int target)
        throws IOException {
      try {
        cipher.updateAAD(associated);
        return cipher.doFinal(input, offset, length, output, target);
      } catch (GeneralSecurityException e) {
        throw new IOException("tls: record does not verify", e);
      }
    }
  }
}
